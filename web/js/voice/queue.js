/** What the loudspeaker plays next: lines by turn, in pieces that come over a network. No more than that; it runs on the audio thread. */

/** @typedef {"stopped" | "cut"} Stop `cut`: the candidate talks into it; `stopped`: the rest is read instead, or the server stops it */
/**
 * @typedef {{turn: number, pieces: Float32Array[], offset: number, held: number, played: number, complete: boolean, flowing: boolean, stop: Stop | null}} Line
 * @typedef {{type: "started" | "ended" | Stop, turn: number, frames: number}} News `frames` is how many of the line were played
 */

export class SoundQueue {
  /** @param {number} cushion frames that are waited for before a line begins, or goes on after it ran dry */
  constructor(cushion) {
    this.cushion = cushion;
    /** @type {Line[]} */
    this.lines = [];
    /** @type {number | null} a line that was stopped here: what is still on its way of it is not played */
    this.refused = null;
  }

  /**
   * @param {number} turn
   * @param {Float32Array} samples
   * @param {boolean} last
   */
  add(turn, samples, last) {
    if (turn === this.refused) return;
    let line = this.lines.find((one) => one.turn === turn && one.stop === null);
    if (!line) {
      line = { turn, pieces: [], offset: 0, held: 0, played: 0, complete: false, flowing: false, stop: null };
      this.lines.push(line);
    }
    if (samples.length > 0) line.pieces.push(samples);
    line.held += samples.length;
    line.complete ||= last;
  }

  /** The server stops a line. It may go on with it later. @param {number} turn */
  hush(turn) {
    if (turn === this.refused) this.refused = null;
    for (const line of this.lines) if (line.turn === turn) line.stop ??= "stopped";
  }

  /**
   * Stops whatever plays or waits, and what is still on its way of it until the server has stopped too.
   * @param {Stop} why
   */
  stop(why) {
    for (const line of this.lines) line.stop ??= why;
    this.refused = this.lines[0]?.turn ?? this.refused;
  }

  /** No more comes of what is held, as when the connection is gone: it plays to where it breaks off. */
  cutOff() {
    for (const line of this.lines) line.complete = true;
    this.refused = null;
  }

  /**
   * Fills a stretch of output.
   * @param {Float32Array} out
   * @returns {News[]}
   */
  render(out) {
    /** @type {News[]} */
    const news = [];
    out.fill(0);
    let filled = 0;
    while (filled < out.length) {
      const line = this.lines[0];
      if (!line) break;
      if (line.stop !== null) {
        this.lines.shift();
        const frames = line.played;
        if (line.flowing && filled === 0) this.#fade(line, out);
        news.push({ type: line.stop, turn: line.turn, frames });
        filled = line.flowing ? out.length : filled;
        continue;
      }
      if (!line.flowing) {
        if (line.held < this.cushion && !line.complete) break;
        line.flowing = true;
        if (line.played === 0) news.push({ type: "started", turn: line.turn, frames: 0 });
      }
      const taken = this.#take(line, out, filled);
      line.played += taken;
      filled += taken;
      if (line.held > 0) continue;
      if (!line.complete) {
        line.flowing = false;
        break;
      }
      this.lines.shift();
      news.push({ type: "ended", turn: line.turn, frames: line.played });
    }
    return news;
  }

  /** What plays now. @returns {{turn: number, played: number, total: number | null} | null} `total` once the whole line is here */
  get playing() {
    const line = this.lines[0];
    if (!line || (line.played === 0 && !line.flowing)) return null;
    return { turn: line.turn, played: line.played, total: line.complete ? line.played + line.held : null };
  }

  /**
   * @param {Line} line
   * @param {Float32Array} out
   * @param {number} from
   * @returns {number} how many frames it had for it
   */
  #take(line, out, from) {
    let at = from;
    while (at < out.length && line.pieces.length > 0) {
      const piece = /** @type {Float32Array} */ (line.pieces[0]);
      const part = piece.subarray(line.offset, line.offset + out.length - at);
      out.set(part, at);
      at += part.length;
      line.offset += part.length;
      if (line.offset < piece.length) break;
      line.pieces.shift();
      line.offset = 0;
    }
    line.held -= at - from;
    return at - from;
  }

  /** A line's last quantum fades out, so that it does not click. @param {Line} line @param {Float32Array} out */
  #fade(line, out) {
    const taken = this.#take(line, out, 0);
    for (let index = 0; index < taken; index += 1) out[index] = (out[index] ?? 0) * (1 - (index + 1) / taken);
  }
}
