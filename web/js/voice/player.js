/** The loudspeaker: the interviewer's lines, piece by piece, with reports of what was really played. */
import { audioContext, claim, running } from "./context.js";
import { Resampler } from "./resample.js";
import { fromPcm } from "./sound.js";

/** @typedef {{turn: number, ms: number, total: number | null, rms: number}} Level `ms` of the line were played, of `total` where that is known */
/** @typedef {import("./queue.js").Stop} Stop */
/** @typedef {"started" | "ended" | Stop} Playback */
/** @typedef {{type: Playback, turn: number, frames: number} |
 *   {type: "level", turn: number, played: number, total: number | null, rms: number}} Word */

/**
 * @typedef {object} Player
 * @property {(turn: number, rate: number, bytes: ArrayBuffer, last: boolean) => void} piece
 * @property {(turn: number) => void} hush the server stops a line
 * @property {(why: Stop) => void} stop whatever plays or waits stops
 * @property {() => void} cutOff nothing more comes of what is here
 * @property {() => void} close
 */

/**
 * Makes a player. It needs a running context: null when the browser does not let the page sound.
 * @param {object} handlers
 * @param {(turn: number, state: Playback, ms: number) => void} handlers.onPlayback
 * @param {(level: Level) => void} handlers.onLevel about 30 times a second while a line plays
 * @returns {Promise<Player | null>}
 */
export async function openPlayer({ onPlayback, onLevel }) {
  const context = await audioContext();
  if (!(await running(context))) return null;
  const release = claim();
  const node = new AudioWorkletNode(context, "viva-player", { numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [1] });
  node.connect(context.destination);
  const toMs = (/** @type {number} */ frames) => Math.round((frames * 1000) / context.sampleRate);
  node.port.onmessage = (/** @type {MessageEvent<Word>} */ { data }) => {
    if (data.type === "level") onLevel({ turn: data.turn, ms: toMs(data.played), total: data.total === null ? null : toMs(data.total), rms: data.rms });
    else onPlayback(data.turn, data.type, data.type === "stopped" || data.type === "cut" ? Math.max(0, toMs(data.frames) - latencyMs(context)) : toMs(data.frames));
  };
  /** @type {Map<number, {rate: number, resampler: Resampler}>} */
  const converters = new Map();

  return {
    piece(turn, rate, bytes, last) {
      let converter = converters.get(turn);
      if (!converter || converter.rate !== rate) {
        converter = { rate, resampler: new Resampler(rate, context.sampleRate) };
        converters.set(turn, converter);
      }
      const samples = converter.resampler.push(fromPcm(bytes));
      node.port.postMessage({ type: "piece", turn, samples, last: false });
      if (!last) return;
      node.port.postMessage({ type: "piece", turn, samples: converter.resampler.end(), last: true });
      converters.delete(turn);
    },
    hush(turn) {
      converters.delete(turn);
      node.port.postMessage({ type: "hush", turn });
    },
    stop(why) {
      converters.clear();
      node.port.postMessage({ type: "stop", why });
    },
    cutOff() {
      converters.clear();
      node.port.postMessage({ type: "cut-off" });
    },
    close() {
      node.port.onmessage = null;
      node.disconnect();
      release();
    },
  };
}

/** What was rendered and has not reached the ear. @param {AudioContext} context */
const latencyMs = (context) => Math.round(1000 * ((context.baseLatency || 0) + (context.outputLatency || 0)));
