/**
 * The way of the microphone's samples to the server. They are kept until the server has them safe (up to a minute), so
 * that a connection that breaks and comes back has lost none: the server says how many it has, and the rest is sent again.
 */
import { RATE } from "./sound.js";

/** @typedef {import("../../types/wire.js").ClientFrame} ClientFrame */
/** @typedef {{at: number, pcm: Int16Array}} Chunk `at` is its first sample's place in the capture */

/** Samples that are kept at most: 60 s. */
export const KEPT = 60 * RATE;
/** Samples of one message at most. */
const MESSAGE = 8192;
/** Bytes that may wait in the socket before more are held back here: about four seconds. */
export const HIGH_WATER = 128_000;
const RETRY_MS = 40;

export class Uplink {
  /**
   * @param {object} wire
   * @param {(frame: ClientFrame) => boolean} wire.send false without a connection
   * @param {(bytes: ArrayBuffer) => boolean} wire.sendBytes
   * @param {() => number} wire.backlog bytes that the socket has not yet sent
   * @param {(run: () => void, ms: number) => void} wire.later
   * @param {() => string} wire.name a new capture's name
   * @param {(samples: number) => void} wire.onGap so many samples could not be kept
   */
  constructor({ send, sendBytes, backlog, later, name, onGap }) {
    this.wire = { send, sendBytes, backlog, later, name, onGap };
    /** @type {Chunk[]} */
    this.chunks = [];
    /** The capture's name, while there is one to send. */
    this.capture = "";
    this.acked = 0;
    this.end = 0;
    this.sent = 0;
    /** Whether the server hears this capture. */
    this.heard = false;
    /** @type {{pause: boolean} | null} it ends once everything is sent */
    this.ending = null;
    this.retrying = false;
  }

  /** Whether frames are taken. */
  get running() {
    return this.capture !== "" && this.ending === null;
  }

  /** How many samples are still to be acknowledged. */
  get unsafe() {
    return this.end - this.acked;
  }

  /** Begins a capture. One whose end was not yet told goes on instead. */
  start() {
    if (this.capture !== "") {
      this.ending = null;
      return;
    }
    this.capture = this.wire.name();
    this.chunks = [];
    this.acked = this.end = this.sent = 0;
    this.#announce();
  }

  /** @param {Int16Array} pcm the next samples */
  push(pcm) {
    if (!this.running) return;
    this.chunks.push({ at: this.end, pcm });
    this.end += pcm.length;
    while ((this.chunks[0]?.at ?? 0) + KEPT < this.end) this.chunks.shift();
    this.#pump();
  }

  /**
   * No more is captured. What is held goes out first.
   * @param {boolean} pause whether the turn stays open
   */
  stop(pause) {
    if (this.capture === "") return;
    this.ending = { pause };
    this.#pump();
  }

  /** The capture is over at once: someone else has the microphone now, or the interview is done. */
  drop() {
    this.capture = "";
    this.ending = null;
    this.chunks = [];
    this.heard = false;
  }

  /** There is a connection, perhaps another one. */
  opened() {
    if (this.capture !== "") this.#announce();
  }

  /** The connection is gone. */
  lost() {
    this.heard = false;
  }

  /**
   * The server has so many samples of a capture.
   * @param {string} capture
   * @param {number} samples
   */
  ready(capture, samples) {
    if (capture !== this.capture) return;
    const first = this.chunks[0]?.at ?? this.end;
    if (samples < first || samples > this.end) {
      // What should follow is not here any more: the rest is a capture of its own.
      this.wire.onGap(Math.max(0, first - samples));
      this.#rename(first);
      this.#announce();
      return;
    }
    this.sent = samples;
    this.heard = true;
    this.#pump();
  }

  /** @param {number} samples so many are safe */
  ack(samples) {
    this.acked = Math.max(this.acked, Math.min(samples, this.end));
    while (this.chunks.length > 0) {
      const [{ at, pcm } = { at: 0, pcm: new Int16Array() }] = this.chunks;
      if (at + pcm.length > this.acked) break;
      this.chunks.shift();
    }
  }

  #announce() {
    this.heard = false;
    this.wire.send({ type: "audio_start", rate: RATE, capture: this.capture, sample: this.acked });
  }

  /** @param {number} first the sample that becomes the new capture's first */
  #rename(first) {
    this.capture = this.wire.name();
    this.chunks = this.chunks.map(({ at, pcm }) => ({ at: at - first, pcm }));
    this.end -= first;
    this.acked = this.sent = 0;
  }

  #pump() {
    if (!this.heard) return;
    while (this.sent < this.end) {
      if (this.wire.backlog() > HIGH_WATER) {
        this.#again();
        return;
      }
      const bytes = this.#message();
      if (!this.wire.sendBytes(bytes)) return;
      this.sent += bytes.byteLength / 2;
    }
    if (this.ending && this.wire.send({ type: "audio_stop", pause: this.ending.pause })) this.drop();
  }

  #again() {
    if (this.retrying) return;
    this.retrying = true;
    this.wire.later(() => {
      this.retrying = false;
      this.#pump();
    }, RETRY_MS);
  }

  /** What comes next of it, up to a message's size. */
  #message() {
    const pcm = new Int16Array(Math.min(MESSAGE, this.end - this.sent));
    let filled = 0;
    for (const chunk of this.chunks) {
      const from = this.sent + filled - chunk.at;
      if (from >= chunk.pcm.length) continue;
      const part = chunk.pcm.subarray(from, from + pcm.length - filled);
      pcm.set(part, filled);
      filled += part.length;
      if (filled === pcm.length) break;
    }
    return pcm.buffer;
  }
}
