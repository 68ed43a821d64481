/** What the voice is doing, as plain data: what the server hears, what plays, what became of the microphone. */

/** @typedef {import("../../types/wire.js").ServerFrame} ServerFrame */
/** @typedef {import("../../types/wire.js").EndpointingMode} EndpointingMode */
/** @typedef {import("./silence.js").Doubt} Doubt */
/** @typedef {"off" | "asking" | "on" | "taken" | "gone" | "over"} Mic
 *   `taken`: another program has its sound; `gone`: unplugged; `over`: given back, while the last line is still said */
/** @typedef {{text: string, tentative: string, final: boolean}} Caption */
/** @typedef {"asking" | "gone" | "taken" | "muted" | "speaking" | "finishing" | "pausing" | "ready" | "listening"} Scene */

/**
 * @typedef {object} VoiceState
 * @property {Mic} mic
 * @property {string} device the microphone's name
 * @property {boolean} muted
 * @property {boolean} held the key or button to talk is down
 * @property {EndpointingMode} mode
 * @property {"waiting" | "speech" | "pause" | "finishing"} hearing
 * @property {{ends: number, total: number} | null} countdown until when silence is waited for, by `performance.now()`, and for how long in all, in ms
 * @property {boolean} keeps silence does not end this turn
 * @property {Caption | null} caption
 * @property {{turn: number, ms: number, total: number | null} | null} playing
 * @property {number | null} played the line that was played last, to its end or until it was stopped
 * @property {Doubt} doubt
 */

/**
 * @typedef {{type: "frame", frame: ServerFrame, now: number}
 *   | {type: "mic", mic: Mic, device?: string}
 *   | {type: "muted", muted: boolean}
 *   | {type: "held", held: boolean}
 *   | {type: "mode", mode: EndpointingMode}
 *   | {type: "kept"}
 *   | {type: "playing", turn: number, ms: number, total: number | null}
 *   | {type: "played", turn: number}
 *   | {type: "doubt", doubt: Doubt}
 *   | {type: "lost"}} VoiceAction
 */

/** Shorter silences than this end a turn without a word about it: the thought was finished. */
export const NOTICED_MS = 800;

/** @param {EndpointingMode} mode @returns {VoiceState} */
export const silent = (mode) => ({
  mic: "off",
  device: "",
  muted: false,
  held: false,
  mode,
  hearing: "waiting",
  countdown: null,
  keeps: false,
  caption: null,
  playing: null,
  played: null,
  doubt: "none",
});

/**
 * @param {VoiceState} state
 * @param {VoiceAction} action
 * @returns {VoiceState}
 */
export function reduce(state, action) {
  switch (action.type) {
    case "frame":
      return onFrame(state, action.frame, action.now);
    case "mic":
      if (action.mic === "off") return { ...silent(state.mode), caption: state.caption };
      return { ...state, mic: action.mic, device: action.device ?? state.device, held: false, doubt: "none" };
    case "muted":
      return { ...state, muted: action.muted, held: false, countdown: null, doubt: "none" };
    case "held":
      return { ...state, held: action.held, countdown: null, doubt: "none" };
    case "mode":
      return { ...state, mode: action.mode, countdown: null, keeps: false };
    case "kept":
      return { ...state, keeps: true, countdown: null };
    case "playing":
      return { ...state, playing: { turn: action.turn, ms: action.ms, total: action.total } };
    case "played":
      return { ...state, played: action.turn, playing: state.playing?.turn === action.turn ? null : state.playing };
    case "doubt":
      return { ...state, doubt: action.doubt };
    case "lost":
      return { ...state, countdown: null };
  }
}

/**
 * @param {VoiceState} state
 * @param {ServerFrame} frame
 * @param {number} now
 * @returns {VoiceState}
 */
function onFrame(state, frame, now) {
  switch (frame.type) {
    case "caption": {
      const none = frame.text === "" && frame.tentative === "";
      return { ...state, caption: none ? null : { text: frame.text, tentative: frame.tentative, final: frame.final } };
    }
    case "hearing": {
      const { state: hearing } = frame;
      const over = hearing === "waiting" || hearing === "finishing";
      return { ...state, hearing, countdown: hearing === "pause" ? state.countdown : null, keeps: state.keeps && !over };
    }
    case "countdown":
      return { ...state, countdown: frame.ms === null ? null : counted(state.countdown, now, frame.ms) };
    case "event":
      return frame.event.type === "answer_taken" ? { ...state, caption: null } : state;
    default:
      return state;
  }
}

/**
 * A countdown that goes on keeps its length, so that the bar drains and does not jump.
 * @param {VoiceState["countdown"]} before
 * @param {number} now
 * @param {number} ms
 */
const counted = (before, now, ms) => ({ ends: now + ms, total: before && before.ends > now ? Math.max(before.total, ms) : ms });

/**
 * What the dock shows.
 * @param {VoiceState} state
 * @returns {Scene}
 */
export function sceneOf(state) {
  if (state.mic === "asking" || state.mic === "gone" || state.mic === "taken") return state.mic;
  if (state.playing && !state.held) return "speaking";
  if (state.muted) return "muted";
  if (state.hearing === "finishing") return "finishing";
  if (state.countdown && state.countdown.total >= NOTICED_MS && !state.held) return "pausing";
  return state.mode === "hold" && !state.held ? "ready" : "listening";
}

/** Whether something of a turn was said that a key can end. @param {VoiceState} state */
export const inTurn = (state) => state.hearing === "speech" || state.hearing === "pause";

/** Of a line's characters, this many are said in a second where its length in time is not known yet. */
const PACE = 15;

/**
 * How many characters of a line have been said, at the end of a word.
 * @param {string} text
 * @param {{ms: number, total: number | null}} playing
 */
export function saidOf(text, { ms, total }) {
  const part = total === null ? (ms * PACE) / 1000 / Math.max(1, text.length) : ms / Math.max(1, total);
  const reached = Math.min(text.length, Math.round(part * text.length));
  const rest = /^\S*/.exec(text.slice(reached))?.[0].length ?? 0;
  return reached + rest;
}
