/** A session's state as a fold over its events: the room applies them as they come, the replay from the start. */

/** @typedef {import("../types/wire.js").SessionView} SessionView */
/** @typedef {import("../types/wire.js").StoredEvent} StoredEvent */
/** @typedef {import("../types/wire.js").PhaseSpan} PhaseSpan */
/** @typedef {import("../types/wire.js").Turn} Turn */

/**
 * The view before its first event: what was set up, and nothing said.
 * @param {SessionView} view
 * @returns {SessionView}
 */
export function blank(view) {
  return { ...view, seq: 0, at_ms: 0, state: "live", turns: [], phases: [], gradings: [], readings: {}, coverage: {}, own_labels: {} };
}

/**
 * The leg that is running, or was last.
 * @param {SessionView} view
 */
export const currentLeg = (view) => view.phases[view.phases.length - 1]?.leg ?? 0;

/**
 * The phase that is running, if any.
 * @param {SessionView} view
 * @returns {PhaseSpan | null}
 */
export function currentPhase(view) {
  const last = view.phases[view.phases.length - 1];
  return last && last.left_ms === null ? last : null;
}

/**
 * The view after one more event. An event that was applied already changes nothing.
 * @param {SessionView} view
 * @param {StoredEvent} stored
 * @returns {SessionView}
 */
export function apply(view, stored) {
  if (stored.seq <= view.seq) return view;
  const { event, seq } = stored;
  const at = Math.max(view.at_ms, stored.at_ms);
  const next = { ...view, seq, at_ms: at };
  switch (event.type) {
    case "session_started":
    case "session_resumed":
    case "control_used":
      return next;
    case "line_spoken": {
      const { turn, heard, start_ms, end_ms, audio_ms } = event;
      return changed(next, turn, "interviewer", (said) => {
        const text = prefix(said.text, heard);
        return { ...said, text, start_ms, end_ms, audio_ms, spoken: true, cut: text.length < said.text.length };
      });
    }
    case "turn_corrected":
      return changed(next, event.turn, "candidate", (said) => ({ ...said, text: event.text, words: event.words, corrected: true }));
    case "fillers_counted": {
      const fillers = Object.values(event.fillers).reduce((sum, count) => sum + count, 0);
      return changed(next, event.turn, "candidate", (said) => ({ ...said, fillers }));
    }
    case "phase_entered":
      return { ...next, phases: [...closed(view.phases, at), entered(view, event.leg, event.phase, at)] };
    case "interviewer_said":
      return withTurn(next, { speaker: "interviewer", text: event.text, start_ms: at, end_ms: at, act: event.act, criterion: event.criterion });
    case "turn_imported":
      return withTurn(next, { speaker: "interviewer", text: event.text, start_ms: event.start_ms, end_ms: event.end_ms, act: null, criterion: null });
    case "answer_taken":
      return withTurn(next, {
        speaker: "candidate",
        text: event.text,
        start_ms: event.start_ms,
        end_ms: event.end_ms,
        act: null,
        criterion: null,
        words: event.words ?? [],
        voiced: event.voiced ?? [],
        audio_ms: event.audio_ms ?? null,
        spoken: event.via === "voice",
      });
    case "interview_ended":
      return { ...next, state: "ended", phases: closed(view.phases, at) };
    case "label_disputed": {
      const { [event.criterion]: _before, ...others } = view.own_labels;
      const { label, note } = event;
      return { ...next, own_labels: label === null ? others : { ...others, [event.criterion]: { label, note } } };
    }
    case "session_graded": {
      const { grader, rubric } = event.scorecard;
      const grading = { graded_at_ms: at, grader: grader.kind, rubric: `${rubric.id} ${rubric.version}` };
      return { ...next, state: "graded", gradings: [...view.gradings, grading] };
    }
  }
}

/**
 * @param {SessionView} view
 * @param {Omit<Turn, "leg">} turn
 * @returns {SessionView}
 */
const withTurn = (view, turn) => ({ ...view, turns: [...view.turns, { ...turn, leg: currentLeg(view) }] });

/**
 * A turn of that speaker's is changed; an index of none is passed over.
 * @param {SessionView} view
 * @param {number} index
 * @param {Turn["speaker"]} speaker
 * @param {(turn: Turn) => Turn} change
 * @returns {SessionView}
 */
function changed(view, index, speaker, change) {
  const turn = view.turns[index];
  if (!turn || turn.speaker !== speaker) return view;
  return { ...view, turns: view.turns.map((one, at) => (at === index ? change(one) : one)) };
}

/**
 * The first characters of a text, counted as the server counts them: by code point.
 * @param {string} text
 * @param {number} count
 */
const prefix = (text, count) => [...text].slice(0, Math.max(0, count)).join("");

/**
 * @param {PhaseSpan[]} phases
 * @param {number} at
 * @returns {PhaseSpan[]}
 */
const closed = (phases, at) => phases.map((phase) => (phase.left_ms === null ? { ...phase, left_ms: at } : phase));

/**
 * @param {SessionView} view
 * @param {number} leg
 * @param {string} id
 * @param {number} at
 * @returns {PhaseSpan}
 */
function entered(view, leg, id, at) {
  const plan = view.round.legs[leg]?.phases.find((phase) => phase.id === id);
  return { leg, phase: id, title: plan?.title ?? id, entered_ms: at, left_ms: null, minutes: plan?.minutes ?? 0 };
}
