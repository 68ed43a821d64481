/** The loudness of the last seconds, for the line. It changes too often to be state. */
import { FRAME_MS } from "./sound.js";

/** Frames that make one bar. */
const PER_BAR = 2;
export const BAR_MS = PER_BAR * FRAME_MS;
/** Bars that are kept: more than any line is wide. */
const KEPT = 400;
/** What counts as no sound and as loud, in dB of full scale. */
const FLOOR_DB = -58;
const LOUD_DB = -12;

export class Levels {
  constructor() {
    /** @type {number[]} newest last, 0 to 1 */
    this.bars = [];
    /** `performance.now()` when the newest came. */
    this.at = 0;
    /** The newest frame's. */
    this.now = 0;
    this.loudest = 0;
    this.frames = 0;
  }

  /** @param {number} rms 0 to 1, of 32 ms */
  push(rms) {
    this.now = height(rms);
    this.loudest = Math.max(this.loudest, this.now);
    this.frames += 1;
    if (this.frames < PER_BAR) return;
    this.bars.push(this.loudest);
    if (this.bars.length > KEPT) this.bars.shift();
    this.loudest = 0;
    this.frames = 0;
    this.at = performance.now();
  }

  clear() {
    this.bars = [];
    this.now = 0;
    this.loudest = 0;
    this.frames = 0;
  }
}

/**
 * How high a bar stands: even steps for even steps of the ear.
 * @param {number} rms 0 to 1
 * @returns {number} 0 to 1
 */
export function height(rms) {
  const db = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.max(0, Math.min(1, (db - FLOOR_DB) / (LOUD_DB - FLOOR_DB)));
}
