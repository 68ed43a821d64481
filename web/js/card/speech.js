// What the scorecard does with speech: listening to turns, correcting them, deleting their recordings.
import { html, useState } from "../html.js";
import { changedWords } from "./colophon.js";
import { Corrector } from "./correct.js";
import { useListener } from "./hear.js";
import { DeleteRecordings } from "./recordings.js";
import { TurnNote } from "./transcript.js";
import { momentOf, unsureSpans } from "./words.js";

/** @typedef {import("../../types/wire.js").Corrected} Corrected */
/** @typedef {import("../../types/wire.js").Evidence} Evidence */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./transcript.js").SpeechUse} SpeechUse */
/** @typedef {import("./words.js").Span} Span */

/**
 * @param {Sheet} sheet
 * @param {boolean} newest whether the newest scorecard is shown; only then words can be corrected
 * @param {(sheet: Sheet) => void} onChange
 */
export function useSpeech(sheet, newest, onChange) {
  const { session } = sheet;
  const listener = useListener(session.id);
  const [editing, setEditing] = useState(/** @type {{turn: number, span: Span | null} | null} */ (null));
  const [mended, setMended] = useState(/** @type {{turn: number, corrected: Corrected} | null} */ (null));
  const [doomed, setDoomed] = useState(/** @type {number | null} */ (null));

  /** @param {number} turn */
  const close = (turn) => {
    setEditing(null);
    requestAnimationFrame(() => {
      const back = document.querySelector(`#t-${turn} .correct`);
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    });
  };
  /** @param {number} turn @param {Span | null} span */
  const correct = (turn, span) => {
    setMended(null);
    setEditing({ turn, span });
  };
  /** @param {number | null} turn null for all */
  const forget = (turn) => onChange({ ...sheet, recorded: new Set(turn === null ? [] : [...sheet.recorded].filter((one) => one !== turn)) });

  /** @param {number} turn */
  const editor = (turn) => {
    const said = session.turns[turn];
    if (editing?.turn !== turn || !said) return null;
    return html`<${Corrector}
      session=${session.id}
      index=${turn}
      turn=${said}
      span=${editing.span}
      graded=${sheet.card !== null}
      onClose=${() => close(turn)}
      onCorrected=${(/** @type {Corrected} */ corrected) => {
        setMended({ turn, corrected });
        onChange({ ...sheet, session: corrected.session, card: corrected.scorecard ?? sheet.card });
        close(turn);
      }}
    />`;
  };
  /** @param {number} turn */
  const note = (turn) => {
    if (listener.failed === turn) return html`<${TurnNote} title="The recording can’t be played." words="It may have been deleted. The words are all here." />`;
    if (mended?.turn !== turn) return null;
    const { scorecard, previous } = mended.corrected;
    return html`<${TurnNote} title="Corrected." words=${scorecard && previous ? `Graded again with the new words. ${changedWords(previous, scorecard)}` : "The new words are stored."} />`;
  };
  /** @type {SpeechUse} */
  const use = {
    recorded: (turn) => sheet.recorded.has(turn),
    heard: listener.turn,
    onListen: (turn) => listener.toggle(turn),
    onCorrect: newest ? correct : null,
    onDelete: setDoomed,
    editor,
    note,
  };
  return {
    use,
    forget,
    doubts: newest && session.turns.some((turn) => turn.speaker === "candidate" && unsureSpans(turn).length > 0),
    /** Plays a quote; null where there is no recording of it. @type {(evidence: Evidence) => (() => void) | null} */
    hear: ({ turn, start }) => {
      const said = session.turns[turn];
      const begins = said?.audio_ms ?? null;
      const at = said ? momentOf(said, start) : null;
      if (begins === null || at === null || !sheet.recorded.has(turn)) return null;
      return () => listener.toggle(turn, Math.max(1, at - begins));
    },
    dialog:
      doomed !== null &&
      html`<${DeleteRecordings} session=${session.id} turn=${doomed} count=${1} onClose=${() => setDoomed(null)} onDeleted=${() => {
        forget(doomed);
        setDoomed(null);
      }} />`,
  };
}

