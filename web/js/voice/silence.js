/** Notices a microphone that hears nothing while someone should be talking. */

/** @typedef {"none" | "silent" | "dead"} Doubt `silent`: no speech-like sound came; `dead`: not even a room's noise */

/** Longer silence than this is asked about. */
export const PATIENCE_MS = 10_000;
/** Two steps of 16 bits: less than any open microphone gives. */
const DEAD_PEAK = 2 / 32_768;
/** About -46 dB: quieter than speech at arm's length. */
const SPEECH_PEAK = 0.005;

export class SilenceWatch {
  constructor() {
    this.heard = false;
    this.quietMs = 0;
    this.deadMs = 0;
  }

  /**
   * One frame.
   * @param {number} peak 0 to 1
   * @param {number} ms its length
   * @param {boolean} expected whether someone is expected to talk
   * @returns {Doubt} a microphone that was heard before is only doubted when it gives nothing at all: people think
   */
  frame(peak, ms, expected) {
    if (peak > SPEECH_PEAK) this.heard = true;
    this.deadMs = expected && peak <= DEAD_PEAK ? this.deadMs + ms : 0;
    this.quietMs = expected && !this.heard ? this.quietMs + ms : 0;
    if (this.deadMs >= PATIENCE_MS) return "dead";
    return this.quietMs >= PATIENCE_MS ? "silent" : "none";
  }
}
