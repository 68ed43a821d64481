// The recordings as bars: how loud each stretch of the session was, and whose voice it is. Where there is no
// recording, words that were typed or said keep a thin bar, so that the line shows who had the word.

/** @typedef {import("../../types/wire.js").Peaks} Peaks */
/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("./timeline.js").Timeline} Timeline */

/** @typedef {{x: number, height: number, you: boolean}} Bar `x` in px; `height` is a share of the lane, 0..1 */

/** From one bar to the next, in px. */
export const STEP = 3;
/** A turn without a recording, and the softest sound. */
const THIN = 0.06;
const LOUDEST = 255;

/**
 * Bars from left to right, none where nobody had the word. The loudest of the session is as high as the lane.
 * @param {Timeline} line
 * @param {readonly Turn[]} turns
 * @param {Peaks | null} peaks
 * @param {number} width of the lane in px
 * @returns {Bar[]}
 */
export function bars(line, turns, peaks, width) {
  const count = Math.max(0, Math.floor(width / STEP));
  const yours = new Float32Array(count);
  const theirs = new Float32Array(count);
  /** @param {number} at ms */
  const place = (at) => Math.min(count - 1, Math.max(0, Math.floor((at / line.length) * count)));
  if (count === 0) return [];
  for (const turn of turns) {
    if (turn.start_ms === null) continue;
    const into = turn.speaker === "candidate" ? yours : theirs;
    const heard = turn.voiced && turn.voiced.length > 0 ? turn.voiced : [{ start_ms: turn.start_ms, end_ms: turn.end_ms ?? turn.start_ms }];
    for (const one of heard) into.fill(THIN, place(one.start_ms), place(one.end_ms) + 1);
  }
  for (const clip of line.clips) {
    const heights = peaks?.turns[clip.turn] ?? [];
    const each = peaks?.ms_per_peak ?? 1;
    const into = clip.you ? yours : theirs;
    for (const [index, height] of heights.entries()) {
      const at = clip.start + index * each;
      if (at >= clip.end) break;
      const bar = place(at);
      into[bar] = Math.max(into[bar] ?? 0, height / LOUDEST);
    }
  }
  const loudest = Math.max(THIN, ...yours, ...theirs);
  const scale = loudest > 2 * THIN ? 1 / loudest : 1;
  /** @type {Bar[]} */
  const found = [];
  for (let index = 0; index < count; index += 1) {
    const you = (yours[index] ?? 0) >= (theirs[index] ?? 0);
    const height = Math.max(yours[index] ?? 0, theirs[index] ?? 0);
    if (height > 0) found.push({ x: index * STEP + STEP / 2, height: Math.max(THIN, height * scale), you });
  }
  return found;
}

/**
 * Bars as the path of one stroke.
 * @param {readonly Bar[]} bars
 * @param {number} height of the lane in px
 */
export const strokes = (bars, height) =>
  bars.map((bar) => `M${bar.x} ${round(((1 - bar.height) * height) / 2)}V${round(((1 + bar.height) * height) / 2)}`).join("");

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;
