/** Notices a microphone that hears nothing while someone should be talking. */

/** @typedef {"none" | "silent" | "dead"} Doubt `silent`: no speech-like sound came; `dead`: not even a room's noise */
/** @typedef {"theirs" | "yours" | "begun"} Floor
 *   who is to talk: `theirs`, not the candidate; `yours`, the candidate, who has not begun; `begun`, who was heard to */

/** Longer silence than this is asked about. */
export const PATIENCE_MS = 10_000;
/** Two steps of 16 bits: less than any open microphone gives. */
const DEAD_PEAK = 2 / 32_768;
/** About -46 dB: quieter than speech at arm's length. */
const SPEECH_PEAK = 0.005;
/** As much sound as this, beyond a quarter of the time, is somebody: a key or a click is over sooner. */
const SOMEBODY_MS = 500;

export class SilenceWatch {
  constructor() {
    this.heard = false;
    this.loudMs = 0;
    this.quietMs = 0;
    this.deadMs = 0;
  }

  /**
   * One frame.
   * @param {number} peak 0 to 1
   * @param {number} ms its length
   * @param {Floor} floor
   * @returns {Doubt} a microphone that was heard before is only doubted when it gives nothing at all: people think
   */
  frame(peak, ms, floor) {
    const yours = floor !== "theirs";
    // What sounds while the interviewer has the floor may be the interviewer's voice.
    if (yours) this.loudMs = peak > SPEECH_PEAK ? this.loudMs + ms : Math.max(0, this.loudMs - ms / 3);
    else this.loudMs = 0;
    this.heard ||= floor === "begun" || this.loudMs >= SOMEBODY_MS;
    this.deadMs = yours && peak <= DEAD_PEAK ? this.deadMs + ms : 0;
    this.quietMs = yours && !this.heard ? this.quietMs + ms : 0;
    if (this.deadMs >= PATIENCE_MS) return "dead";
    return this.quietMs >= PATIENCE_MS ? "silent" : "none";
  }
}
