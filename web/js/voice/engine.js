/** The voice of one room: opens and follows the microphone, feeds the uplink, plays what comes back. It draws nothing. */
import { MicrophoneError, openMicrophone, watchDevices } from "./microphone.js";
import { Levels } from "./levels.js";
import { Loudspeaker } from "./loudspeaker.js";
import { uplinkOf } from "./room.js";
import { SilenceWatch } from "./silence.js";
import { FRAME_MS } from "./sound.js";
import { inTurn, reduce, silent } from "./state.js";

/** @typedef {import("../../types/wire.js").ServerFrame} ServerFrame */
/** @typedef {import("../../types/wire.js").EndpointingMode} EndpointingMode */
/** @typedef {import("./microphone.js").Frame} Frame */
/** @typedef {import("./microphone.js").Microphone} Microphone */
/** @typedef {import("./room.js").Room} Room */
/** @typedef {import("./state.js").VoiceAction} VoiceAction */

/** Sound from just before the key to talk went down: people begin to speak with it. */
const BEFORE_FRAMES = 8;
/** Notices after which the microphone is not ours, or not heard, any more. */
const ENDS = new Set(["microphone-elsewhere", "voice-unavailable"]);

export class VoiceEngine {
  /** @param {Room} room */
  constructor(room) {
    this.room = room;
    this.state = silent(room.mode);
    /** Called when the state has changed. */
    this.onChange = () => {};
    this.mine = new Levels();
    /** @type {Microphone | null} */
    this.microphone = null;
    this.loudspeaker = new Loudspeaker({
      send: (frame) => this.#send(frame),
      act: (action) => this.act(action),
      wanted: () => this.room.aloud() && this.state.mic !== "off",
    });
    /** Counts openings, so that one that was overtaken is dropped. */
    this.opening = 0;
    this.watch = new SilenceWatch();
    /** @type {Int16Array[]} */
    this.before = [];
    this.unwatch = () => {};
    this.uplink = uplinkOf(room);
  }

  /** @param {VoiceAction} action */
  act(action) {
    const before = this.state;
    this.state = reduce(before, action);
    if (this.state !== before) this.onChange();
  }

  // The microphone -----------------------------------------------------------

  /** Opens the microphone and begins to talk. @returns {Promise<boolean>} */
  async on() {
    if (this.state.mic !== "off") return true;
    this.act({ type: "mic", mic: "asking" });
    const opened = await this.#open(this.room.device());
    if (opened === "overtaken") return false;
    if (opened instanceof MicrophoneError) {
      this.act({ type: "mic", mic: "off" });
      this.room.remark("warn", opened.message, opened.hint);
      return false;
    }
    this.unwatch = watchDevices(() => void this.#devicesChanged());
    // Also where the key to talk is up: the interviewer speaks to who has announced a microphone.
    this.uplink.start();
    this.#tellMode();
    if (!this.#sends) this.uplink.stop(true);
    return true;
  }

  /** Gives the microphone back. What was being said stays open until it is typed on or spoken on. */
  off() {
    this.uplink.stop(true);
    this.#close();
  }

  /** Nothing more is to be answered: the microphone goes back, and the interviewer's last line is heard out. */
  over() {
    if (this.state.mic === "off" || this.state.mic === "over") return;
    this.uplink.drop();
    this.#release();
    this.act({ type: "mic", mic: "over" });
  }

  /** Whether a line is still to be heard. @param {number} turn */
  toBeHeard(turn) {
    return this.state.mic === "over" && this.loudspeaker.player !== null && this.room.aloud() && this.state.played !== turn;
  }

  /** @param {string} device changes to another microphone without a break in what was said */
  async use(device) {
    if (this.state.mic === "off") return;
    const before = this.microphone;
    const opened = await this.#open(device);
    if (opened === "overtaken") return;
    if (opened instanceof MicrophoneError) this.room.remark("warn", opened.message, `${before ? "The one before goes on. " : ""}${opened.hint}`);
    else {
      before?.close();
      if (this.#sends) this.uplink.start();
    }
  }

  /** @param {string} device @returns {Promise<"open" | "overtaken" | MicrophoneError>} */
  async #open(device) {
    this.opening += 1;
    const mine = this.opening;
    try {
      const microphone = await openMicrophone({
        device,
        onFrame: (frame) => this.#frame(frame),
        onMuted: (muted) => this.#taken(muted),
        onEnded: () => void this.#unplugged(),
      });
      if (mine !== this.opening) {
        microphone.close();
        return "overtaken";
      }
      this.microphone = microphone;
      this.watch = new SilenceWatch();
      await this.loudspeaker.open();
      this.act({ type: "mic", mic: "on", device: microphone.name });
      if (microphone.muted()) this.#taken(true);
      return "open";
    } catch (error) {
      if (mine !== this.opening) return "overtaken";
      return error instanceof MicrophoneError ? error : new MicrophoneError("failed", String(error));
    }
  }

  #close() {
    this.#release();
    this.loudspeaker.stop();
    this.act({ type: "mic", mic: "off" });
  }

  #release() {
    this.opening += 1;
    this.unwatch();
    this.unwatch = () => {};
    this.microphone?.close();
    this.microphone = null;
    this.before = [];
    this.mine.clear();
  }

  /** The page goes away. */
  end() {
    this.off();
    this.loudspeaker.close();
  }

  /** @param {boolean} muted by the system: a call, another program */
  #taken(muted) {
    if (this.state.mic === "off") return;
    this.act({ type: "mic", mic: muted ? "taken" : "on" });
    this.mine.clear();
    if (muted) this.uplink.stop(true);
    else if (this.#sends) this.uplink.start();
  }

  async #unplugged() {
    if (this.state.mic === "off") return;
    this.uplink.stop(true);
    this.microphone?.close();
    this.microphone = null;
    this.mine.clear();
    const opened = await this.#open("");
    if (opened === "overtaken") return;
    if (opened === "open") {
      this.room.remark("plain", "The microphone was unplugged.", `What you said is kept. ${this.state.device} listens now.`);
      if (this.#sends) this.uplink.start();
    } else if (opened.trouble === "refused") {
      this.#close();
      this.room.remark("warn", opened.message, `What you said is kept. ${opened.hint}`);
    } else {
      this.act({ type: "mic", mic: "gone" });
    }
  }

  async #devicesChanged() {
    if (this.state.mic !== "gone") return;
    if ((await this.#open(this.room.device())) === "open" && this.#sends) this.uplink.start();
  }

  /** Whether what the microphone hears is sent now. */
  get #sends() {
    const { mic, muted, mode, held } = this.state;
    return mic === "on" && !muted && (mode !== "hold" || held);
  }

  /** Who is to talk, as far as the microphone is concerned. @returns {import("./silence.js").Floor} */
  get #floor() {
    const { mode, held, playing } = this.state;
    if (playing || (mode === "hold" ? !held : !this.room.yourTurn())) return "theirs";
    return inTurn(this.state) ? "begun" : "yours";
  }

  /** @param {Frame} frame */
  #frame({ pcm, rms, peak }) {
    const state = this.state;
    if (state.mic !== "on" || state.muted) return;
    this.mine.push(rms);
    if (this.#sends) {
      this.uplink.push(pcm);
    } else {
      this.before.push(pcm);
      if (this.before.length > BEFORE_FRAMES) this.before.shift();
    }
    const doubt = this.watch.frame(peak, FRAME_MS, this.#floor);
    if (doubt !== state.doubt) this.act({ type: "doubt", doubt });
  }

  // What the candidate does -----------------------------------------------------

  /** @param {boolean} muted */
  mute(muted) {
    this.act({ type: "muted", muted });
    this.mine.clear();
    if (muted) this.uplink.stop(true);
    else if (this.#sends) this.uplink.start();
  }

  /** The key to talk goes down or up. @param {boolean} held */
  hold(held) {
    const before = this.state;
    if (before.mic !== "on" || before.muted || before.held === held) return;
    this.act({ type: "held", held });
    if (held) this.loudspeaker.cut();
    if (before.mode !== "hold") {
      // The turn lasts as long as the key is down, whatever silences there are.
      if (held) this.#send({ type: "wait" });
      else if (inTurn(before)) this.#send({ type: "done" });
    } else if (held) {
      this.uplink.start();
      for (const pcm of this.before.splice(0)) this.uplink.push(pcm);
    } else {
      this.uplink.stop(false);
    }
  }

  /** Silence does not end this turn. */
  wait() {
    if (this.#send({ type: "wait" })) this.act({ type: "kept" });
  }

  /** Stops the interviewer's voice; the words stay on the page. */
  quiet() {
    this.loudspeaker.stop();
  }

  /** @param {EndpointingMode} mode */
  setMode(mode) {
    const before = this.state;
    if (before.mode === mode) return;
    this.act({ type: "mode", mode });
    if (before.mic === "off") return;
    this.#tellMode();
    if (mode === "hold") this.uplink.stop(true);
    else if (this.#sends) this.uplink.start();
  }

  // The link ----------------------------------------------------------------------

  /** There is a connection. */
  opened() {
    if (this.state.mic === "off" && !this.uplink.capture) return;
    this.uplink.opened();
    this.#tellMode();
  }

  /** It counts once a microphone was announced. */
  #tellMode() {
    this.#send({ type: "endpointing", mode: this.state.mode });
  }

  /** The connection is gone. */
  lost() {
    this.uplink.lost();
    this.loudspeaker.lost();
    this.act({ type: "lost" });
  }

  /** @param {ServerFrame} frame */
  frame(frame) {
    this.act({ type: "frame", frame, now: performance.now() });
    switch (frame.type) {
      case "hearing":
        // The turn may have begun after the key went down.
        if (frame.state === "speech" && this.state.held && this.state.mode !== "hold") this.#send({ type: "wait" });
        return;
      case "audio_ready":
        this.uplink.ready(frame.capture, frame.samples);
        return;
      case "audio_ack":
        this.uplink.ack(frame.samples);
        return;
      case "audio":
        this.loudspeaker.announced(frame);
        return;
      case "hush":
        this.loudspeaker.hush(frame.turn);
        return;
      case "notice":
        if (!ENDS.has(frame.code) || this.state.mic === "off") return;
        this.uplink.drop();
        this.#close();
        if (frame.code === "voice-unavailable") this.room.remark("warn", frame.message, frame.hint);
        return;
      default:
    }
  }

  /** @param {ArrayBuffer} bytes a piece of a line, as the frame before it says */
  bytes(bytes) {
    this.loudspeaker.bytes(bytes);
  }

  /** @param {import("../../types/wire.js").ClientFrame} frame */
  #send(frame) {
    return this.room.link()?.send(frame) ?? false;
  }
}
