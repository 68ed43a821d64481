/** On the audio thread: plays the interviewer's lines, and says what was really played. */
import { SoundQueue } from "../voice/queue.js";
import { loudness } from "../voice/sound.js";

/** How long before a line begins, against pieces that come late. */
const CUSHION_MS = 100;
/** How often the level is told. */
const LEVEL_MS = 32;

/** @typedef {{type: "piece", turn: number, samples: Float32Array, last: boolean} | {type: "hush", turn: number} | {type: "stop", why: import("../voice/queue.js").Stop} | {type: "cut-off"}} Order */

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = new SoundQueue(Math.round((sampleRate * CUSHION_MS) / 1000));
    this.levels = new Float32Array(Math.round((sampleRate * LEVEL_MS) / 1000));
    this.filled = 0;
    this.port.onmessage = (/** @type {MessageEvent<Order>} */ { data }) => {
      if (data.type === "piece") this.queue.add(data.turn, data.samples, data.last);
      else if (data.type === "hush") this.queue.hush(data.turn);
      else if (data.type === "stop") this.queue.stop(data.why);
      else this.queue.cutOff();
    };
  }

  /**
   * @param {Float32Array[][]} _inputs
   * @param {Float32Array[][]} outputs
   */
  process(_inputs, outputs) {
    const channels = outputs[0] ?? [];
    const out = channels[0];
    if (!out) return true;
    for (const news of this.queue.render(out)) this.port.postMessage(news);
    for (const other of channels.slice(1)) other.set(out);
    this.#tell(out);
    return true;
  }

  /** @param {Float32Array} out */
  #tell(out) {
    const { playing } = this.queue;
    if (!playing) {
      this.filled = 0;
      return;
    }
    const part = out.subarray(0, this.levels.length - this.filled);
    this.levels.set(part, this.filled);
    this.filled += part.length;
    if (this.filled < this.levels.length) return;
    this.filled = 0;
    this.port.postMessage({ type: "level", ...loudness(this.levels), ...playing });
  }
}

registerProcessor("viva-player", Player);
