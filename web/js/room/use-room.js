/** The room's state: the session's fold, kept up by the live link, with what is not stored beside it. */
import { asApiError } from "../api.js";
import { apply } from "../fold.js";
import { useCallback, useEffect, useMemo, useReducer, useRef } from "../html.js";
import { connect } from "../live.js";
import { session as fetchSession } from "../wire.js";

/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../../types/wire.js").ServerFrame} ServerFrame */
/** @typedef {import("../../types/wire.js").Covered} Covered */
/** @typedef {import("../../types/wire.js").Control} Control */
/** @typedef {import("../live.js").Link} Link */
/** @typedef {import("../live.js").LinkState} LinkState */
/** @typedef {{text: string, turn: number}} Pending an answer that was sent and is not yet acknowledged */
/** @typedef {{key: string, kind: "plain" | "warn", message: string, hint: string, turn: number}} Remark stands before that turn, or at the end until there is one */

/**
 * @typedef {object} RoomState
 * @property {SessionView} view
 * @property {LinkState} link
 * @property {boolean} wasLost the link was lost, and is not known to be whole again
 * @property {{turn: number, text: string} | null} speaking a line that is being worded
 * @property {Pending | null} pending
 * @property {string | null} returned an answer that did not arrive, back for the composer
 * @property {string | null} begun what was said of an answer before typing took over; it goes on where one speaks again
 * @property {string | null} fresh the criterion whose label changed last
 * @property {readonly Remark[]} remarks
 * @property {boolean} grading
 * @property {number} stamp `performance.now()` when the session clock stood at `view.at_ms`
 */

/**
 * @typedef {{type: "frame", frame: ServerFrame, now: number}
 *   | {type: "link", link: LinkState, now: number}
 *   | {type: "sent", pending: Pending}
 *   | {type: "caught-up", view: SessionView}
 *   | {type: "took-back"}
 *   | {type: "begun", text: string | null}
 *   | {type: "remark", kind: Remark["kind"], message: string, hint: string}} Action
 */

/** Notices that change nothing for someone who types; who speaks is told by the voice. */
const SILENT = new Set(["voice-unavailable"]);
/** Notices of what works again, or is as someone wanted it. */
const GOOD = new Set(["model-back", "synthesizer-back", "transcriber-back", "answer-stored", "speech-waiting", "turn-restored", "captions-late", "microphone-elsewhere"]);

/**
 * @param {RoomState} state
 * @param {Action} action
 * @returns {RoomState}
 */
export function reduce(state, action) {
  switch (action.type) {
    case "frame":
      return onFrame(state, action.frame, action.now);
    case "link": {
      const lost = action.link === "lost";
      const back = action.link === "open" && state.wasLost;
      const next = { ...state, link: action.link, wasLost: lost || (state.wasLost && !back) };
      if (action.link === "open") next.stamp = action.now;
      if (back) next.grading = false;
      if (lost && state.link === "open") next.view = { ...state.view, at_ms: clockNow(state, action.now) };
      return back && !state.pending ? remark(next, "plain", "Connected again.", "Nothing that was sent is lost.") : next;
    }
    case "sent":
      return { ...state, pending: action.pending, returned: null };
    case "caught-up": {
      const { pending } = state;
      if (!pending) return state;
      const arrived = action.view.turns.some((turn, index) => index >= pending.turn && turn.speaker === "candidate" && turn.text === pending.text.trim());
      if (arrived) return state;
      const next = { ...state, pending: null, returned: pending.text };
      return remark(next, "warn", "Your last answer did not arrive.", "It is back in the box. Send it again.");
    }
    case "took-back":
      return { ...state, returned: null };
    case "begun":
      return { ...state, begun: action.text };
    case "remark":
      return remark(state, action.kind, action.message, action.hint);
  }
}

/**
 * The session clock at a moment of `performance.now()`, in ms. It stands still while there is no connection.
 * @param {RoomState} state
 * @param {number} now
 */
export function clockNow(state, now) {
  const runs = state.view.state === "live" && state.link === "open";
  return state.view.at_ms + (runs ? Math.max(0, now - state.stamp) : 0);
}

/**
 * @param {RoomState} state
 * @param {ServerFrame} frame
 * @param {number} now
 * @returns {RoomState}
 */
function onFrame(state, frame, now) {
  switch (frame.type) {
    case "event": {
      const view = apply(state.view, frame);
      if (view === state.view) return state;
      const next = { ...state, view, stamp: now };
      if (frame.event.type === "answer_taken") next.pending = null;
      if (frame.event.type === "interviewer_said") next.speaking = null;
      if (frame.event.type === "interview_ended") {
        next.speaking = null;
        next.grading = true; // the server grades at once, and says so if it can't
      }
      if (frame.event.type === "session_graded") next.grading = false;
      return next;
    }
    case "coverage": {
      const before = state.view.coverage[frame.criterion];
      /** @type {Covered} */
      const covered = { label: frame.label, turn: frame.turn, start: frame.start, end: frame.end };
      const coverage = { ...state.view.coverage, [frame.criterion]: covered };
      const fresh = before?.label === frame.label ? state.fresh : frame.criterion;
      return { ...state, fresh, view: { ...state.view, coverage } };
    }
    case "speaking":
      return frame.turn < state.view.turns.length ? state : { ...state, speaking: { turn: frame.turn, text: frame.text } };
    case "notice":
      if (frame.code === "grading") return { ...state, grading: true };
      if (SILENT.has(frame.code)) return state;
      return remark({ ...state, grading: false }, GOOD.has(frame.code) ? "plain" : "warn", frame.message, frame.hint);
    case "caption":
    case "audio_ready":
    case "audio_ack":
    case "hearing":
    case "audio":
    case "hush":
    case "countdown":
      return state; // what is heard and said aloud is the voice's
  }
}

/**
 * Adds a remark to the conversation, unless the same one stands there as the last.
 * @param {RoomState} state
 * @param {Remark["kind"]} kind
 * @param {string} message
 * @param {string} hint
 * @returns {RoomState}
 */
function remark(state, kind, message, hint) {
  const turn = state.view.turns.length + (state.pending ? 1 : 0);
  const last = state.remarks[state.remarks.length - 1];
  if (last?.message === message && last.turn === turn) return state;
  return { ...state, remarks: [...state.remarks, { key: `${turn}-${state.remarks.length}`, kind, message, hint, turn }] };
}

/**
 * What else wants to know what comes over the link.
 * @typedef {object} LinkListener
 * @property {(frame: ServerFrame) => void} frame
 * @property {(bytes: ArrayBuffer) => void} bytes
 * @property {() => void} opened
 * @property {() => void} lost
 */

/**
 * @param {SessionView} initial
 */
export function useRoom(initial) {
  const [state, act] = useReducer(reduce, {
    view: initial,
    link: /** @type {LinkState} */ ("connecting"),
    wasLost: false,
    speaking: null,
    pending: null,
    returned: null,
    begun: null,
    fresh: null,
    remarks: [],
    grading: false,
    stamp: performance.now(),
  });
  const latest = useRef(state);
  latest.current = state;
  const link = useRef(/** @type {Link | null} */ (null));
  const listener = useRef(/** @type {LinkListener | null} */ (null));
  const follow = initial.state !== "graded";

  useEffect(() => {
    if (!follow) return;
    const made = connect(initial.id, {
      lastSeq: () => latest.current.view.seq,
      onFrame: (frame) => {
        act({ type: "frame", frame, now: performance.now() });
        listener.current?.frame(frame);
      },
      onBytes: (bytes) => listener.current?.bytes(bytes),
      onState: (now) => {
        act({ type: "link", link: now, now: performance.now() });
        if (now === "open") listener.current?.opened();
        else listener.current?.lost();
        if (now !== "open" || !latest.current.pending) return;
        // An answer was on its way when the link broke: ask the store whether it arrived.
        fetchSession(initial.id).then(
          (view) => act({ type: "caught-up", view }),
          (error) => console.warn(asApiError(error).message),
        );
      },
    });
    link.current = made;
    return () => made.close();
  }, [initial.id, follow]);

  const answer = useCallback((/** @type {string} */ text, /** @type {number} */ typingMs) => {
    const sent = link.current?.send({ type: "answer", text, typing_ms: typingMs }) ?? false;
    if (sent) act({ type: "sent", pending: { text, turn: latest.current.view.turns.length } });
    return sent;
  }, []);
  const wish = useCallback((/** @type {Control} */ control) => link.current?.send({ type: control }) ?? false, []);
  const retry = useCallback(() => link.current?.retry(), []);
  const tookBack = useCallback(() => act({ type: "took-back" }), []);
  const begin = useCallback((/** @type {string | null} */ text) => act({ type: "begun", text }), []);
  const say = useCallback((/** @type {Remark["kind"]} */ kind, /** @type {string} */ message, /** @type {string} */ hint) => act({ type: "remark", kind, message, hint }), []);
  return useMemo(() => ({ state, latest, link, listener, answer, wish, retry, tookBack, begin, say }), [state]);
}
