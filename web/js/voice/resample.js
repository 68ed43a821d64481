/**
 * A streaming sample-rate converter: one low-pass filter (a sinc under a Kaiser window), evaluated where the new samples lie.
 *
 * Positions are integers over the new rate, so that hours of sound do not drift by a sample. Used on the audio thread
 * for the microphone and on the page for the interviewer's voice; it needs neither.
 */

/** Zero crossings of the sinc on each side: the filter's steepness. */
const CROSSINGS = 24;
/** Of the Kaiser window: more than 80 dB between what stays and what goes. */
const BETA = 8.5;
/** Where the pass band ends, as a part of half the lower rate. */
const PASS = 0.9;
/** Rows of the filter table at most; between odd rates the nearest row serves. */
const MOST_ROWS = 1024;

export class Resampler {
  /**
   * @param {number} from Hz
   * @param {number} to Hz
   */
  constructor(from, to) {
    const shared = divisor(from, to);
    /** @readonly */
    this.step = from / shared;
    /** @readonly */
    this.unit = to / shared;
    const narrow = Math.min(1, to / from);
    /** @readonly Input samples on each side of a new one. */
    this.reach = Math.ceil(CROSSINGS / narrow);
    /** @readonly */
    this.rows = Math.min(this.unit, MOST_ROWS);
    /** @readonly */
    this.table = filter(this.rows, this.reach, narrow);
    /** @private Input from the first sample that is still needed. */
    this.held = new Float32Array(this.reach);
    /** @private Where the next new sample lies: whole input samples from the start of `held`, and 1/unit of one. */
    this.at = this.reach;
    /** @private */
    this.part = 0;
  }

  /**
   * The new samples that these complete.
   * @param {Float32Array} input
   * @returns {Float32Array}
   */
  push(input) {
    if (this.step === this.unit) return input;
    const { reach, step, unit, rows, table } = this;
    const data = new Float32Array(this.held.length + input.length);
    data.set(this.held);
    data.set(input, this.held.length);
    const width = 2 * reach;
    const made = new Float32Array(Math.max(0, Math.ceil(((data.length - this.at) * unit) / step) + 1));
    let count = 0;
    while (true) {
      let row = Math.round((this.part * rows) / unit);
      const whole = row === rows ? 1 : 0;
      row -= whole * rows;
      const first = this.at + whole - reach + 1;
      if (first + width > data.length) break;
      let sum = 0;
      for (let tap = 0, cell = row * width; tap < width; tap += 1, cell += 1) sum += (data[first + tap] ?? 0) * (table[cell] ?? 0);
      made[count] = sum;
      count += 1;
      this.part += step;
      const passed = Math.floor(this.part / unit);
      this.at += passed;
      this.part -= passed * unit;
    }
    const kept = Math.max(0, Math.min(this.at - reach + 1, data.length));
    this.held = data.slice(kept);
    this.at -= kept;
    return made.subarray(0, count);
  }

  /** What is left when no more input comes. @returns {Float32Array} */
  end() {
    return this.push(new Float32Array(this.reach));
  }
}

/** @param {number} a @param {number} b @returns {number} */
const divisor = (a, b) => (b === 0 ? a : divisor(b, a % b));

/**
 * One row of taps for each place that a new sample can have between two old ones. Each row sums to one.
 * @param {number} rows
 * @param {number} reach
 * @param {number} narrow the new rate as a part of the old, at most 1
 */
function filter(rows, reach, narrow) {
  const width = 2 * reach;
  const table = new Float32Array(rows * width);
  const cut = narrow * PASS;
  for (let row = 0; row < rows; row += 1) {
    const taps = Array.from({ length: width }, (_, tap) => {
      const x = tap - (reach - 1) - row / rows;
      return sinc(cut * x) * kaiser(x / reach);
    });
    const sum = taps.reduce((all, one) => all + one, 0);
    taps.forEach((one, tap) => {
      table[row * width + tap] = one / sum;
    });
  }
  return table;
}

/** @param {number} x */
const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** @param {number} x -1 to 1 */
const kaiser = (x) => (Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA));

/** The modified Bessel function of the first kind, order zero, by its series. @param {number} x */
function bessel(x) {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-9 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
