/** The interviewer's voice as the room has it: lines as they come over the link, reports of what was heard, the level. */
import { Levels } from "./levels.js";
import { openPlayer } from "./player.js";

/** @typedef {import("../../types/wire.js").ClientFrame} ClientFrame */
/** @typedef {import("./player.js").Playback} Playback */
/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./state.js").VoiceAction} VoiceAction */

/** How often the page hears how far a line is. */
const PROGRESS_MS = 250;

export class Loudspeaker {
  /**
   * @param {object} room
   * @param {(frame: ClientFrame) => void} room.send
   * @param {(action: VoiceAction) => void} room.act
   * @param {() => boolean} room.wanted whether lines are to be heard
   */
  constructor({ send, act, wanted }) {
    this.room = { send, act, wanted };
    this.levels = new Levels();
    /** @type {Player | null} */
    this.player = null;
    /** @type {{turn: number, rate: number, last: boolean} | null} what the next binary frame is */
    this.header = null;
    /** The line that is passed over, since nothing is to be played. */
    this.passedOver = -1;
    /** @type {number | null} */
    this.turn = null;
    this.toldAt = 0;
  }

  /** Without it, lines stand on the page only. */
  async open() {
    this.player ??= await openPlayer({
      onPlayback: (turn, state, ms) => this.#playback(turn, state, ms),
      onLevel: (level) => this.#level(level),
    });
  }

  close() {
    this.player?.close();
    this.player = null;
  }

  /** Stops the voice: the candidate reads the rest. */
  stop() {
    this.player?.stop("stopped");
  }

  /** Stops the voice: the candidate talks into it. */
  cut() {
    this.player?.stop("cut");
  }

  /** The server stops a line. @param {number} turn */
  hush(turn) {
    this.player?.hush(turn);
  }

  /** The connection is gone: nothing more comes of what is here. */
  lost() {
    this.header = null;
    this.passedOver = -1;
    this.player?.cutOff();
  }

  /** @param {{turn: number, rate: number, last: boolean}} header of the bytes that follow */
  announced({ turn, rate, last }) {
    this.header = { turn, rate, last };
  }

  /** @param {ArrayBuffer} bytes */
  bytes(bytes) {
    const { header } = this;
    this.header = null;
    if (!header) return;
    if (this.player && this.room.wanted()) {
      this.player.piece(header.turn, header.rate, bytes, header.last);
      return;
    }
    // Nothing is played: the line stands on the page, and the interview goes on at once.
    if (this.passedOver === header.turn) return;
    this.passedOver = header.turn;
    this.room.send({ type: "playback", turn: header.turn, state: "stopped", ms: 0 });
  }

  /** @param {number} turn @param {Playback} state @param {number} ms */
  #playback(turn, state, ms) {
    this.room.send({ type: "playback", turn, state, ms });
    if (state === "started") {
      this.turn = turn;
      this.levels.clear();
      this.toldAt = 0;
      this.room.act({ type: "playing", turn, ms: 0, total: null });
    } else {
      this.turn = null;
      this.room.act({ type: "played", turn });
    }
  }

  /** @param {import("./player.js").Level} level */
  #level({ turn, ms, total, rms }) {
    this.levels.push(rms);
    if (this.turn !== turn || ms - this.toldAt < PROGRESS_MS) return;
    this.toldAt = ms;
    this.room.act({ type: "playing", turn, ms, total });
  }
}
