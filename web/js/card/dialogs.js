// What can be done with a session: export it, grade it again, delete it.
import { useAction } from "../load.js";
import { html, useState } from "../html.js";
import { navigate } from "../router.js";
import { Choice, Confirm, Dialog, ErrorBox } from "../shell.js";
import { preference } from "../settings.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").Level} Level */
/** @typedef {import("../../types/wire.js").Regraded} Regraded */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("./menu.js").MenuItem} MenuItem */

/** @type {readonly {value: Level, word: string}[]} */
export const LEVELS = [
  { value: "mid", word: "Mid" },
  { value: "senior", word: "Senior" },
  { value: "staff", word: "Staff" },
];

/** @type {readonly {value: "embedded" | "llm", word: string}[]} */
export const GRADERS = [
  { value: "embedded", word: "Embedded" },
  { value: "llm", word: "Your endpoint" },
];

/**
 * @param {string} id
 * @param {readonly {leg: number, title: string}[]} [labelled] parts of the round for which there are own labels
 * @returns {MenuItem[]}
 */
export const exportItems = (id, labelled = []) => [
  { word: "Web page", note: "One file that opens anywhere", href: wire.exportUrl(id, "html"), download: true },
  { word: "Markdown", note: "For notes and reviews", href: wire.exportUrl(id, "md"), download: true },
  { word: "JSON", note: "All but the recordings; can be imported again", href: wire.exportUrl(id, "json"), download: true },
  ...labelled.map(({ leg, title }) => ({
    word: labelled.length > 1 ? `Your labels, ${title}` : "Your labels",
    note: "A labelled transcript, to measure graders with",
    href: wire.labelsUrl(id, leg),
    download: true,
  })),
];

/**
 * Who graded, in words: "the embedded grader".
 * @param {Scorecard} card
 */
export const graderWords = (card) =>
  card.grader.kind === "embedded" ? "the embedded grader" : `${card.grader.model} at your endpoint`;

/**
 * Asks before a session is deleted.
 * @param {{id: string, title: string, onClose: () => void, onDeleted: () => void}} props
 */
export function DeleteDialog({ id, title, onClose, onDeleted }) {
  const [remove, { busy, error }] = useAction(async () => {
    await wire.deleteSession(id);
    onDeleted();
  });
  return html`<${Confirm} title="Delete this session?" confirm=${busy ? "Deleting" : "Delete"} danger busy=${busy} onConfirm=${remove} onClose=${onClose}>
    <p class="quiet"><b>${title}</b> goes from this computer with its transcript, recordings and scorecards. That can’t be undone. To keep a copy, export it first.</p>
    ${error && html`<${ErrorBox} error=${error} />`}
  <//>`;
}

/**
 * Grades a session again: with another grader, at another level, or with the rubric as it is now.
 * @param {{session: SessionView, card: Scorecard, endpoint: boolean, rubricVersion: string, onClose: () => void,
 *   onGraded: (graded: Regraded) => void}} props
 */
export function RegradeDialog({ session, card, endpoint, rubricVersion, onClose, onGraded }) {
  const [grader, setGrader] = useState(/** @type {"embedded" | "llm"} */ (endpoint && card.grader.kind === "embedded" ? "llm" : "embedded"));
  const [level, setLevel] = useState(session.level);
  const [grade, { busy, error }] = useAction(async () => onGraded(await wire.regrade(session.id, { grader, level })));
  const newer = rubricVersion !== "" && rubricVersion !== card.rubric.version;
  return html`<${Dialog} title="Grade again" onClose=${onClose}>
    <form
      class="dialog-form"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        grade();
      }}
    >
      <p class="quiet">The present scorecard stays; you can compare the two. ${
        newer ? `It was made with version ${card.rubric.version} of the rubric, and the rubric is now at ${rubricVersion}.` : ""
      }</p>
      ${endpoint
        ? html`<${Choice} legend="Grader" name="regrader" value=${grader} options=${GRADERS} onChange=${setGrader} note=${GRADER_NOTES[grader]} />`
        : html`<p class="sm quiet"><b>Embedded grader.</b> To grade with a language model, <a href="/settings">set up an endpoint</a>.</p>`}
      <${Choice} legend="Level" name="relevel" value=${level} options=${LEVELS} onChange=${setLevel} note="Must-haves and caps depend on it." />
      ${error && html`<${ErrorBox} error=${error} />`}
      <div class="row wrap dialog-acts">
        <button type="button" class="btn" onClick=${onClose}>Cancel</button>
        <button type="submit" class="btn main" disabled=${busy}>${busy ? "Grading" : "Grade again"}</button>
      </div>
      <p class="sr" role="status">${busy ? "Grading" : ""}</p>
    </form>
  <//>`;
}

/** What each grader means for the words that it reads. */
export const GRADER_NOTES = {
  embedded: "Embedded gives the same labels every time and sends nothing anywhere.",
  llm: "Your endpoint reads the transcript. Where its quotes can’t be found in your words, the embedded grader decides.",
};

/**
 * Holds the same round and question again, and goes there.
 * @param {SessionView} session
 */
export async function tryAgain(session) {
  const again = await wire.startSession({
    round: session.round.id,
    questions: session.questions.map((question) => question.id),
    level: session.level,
    style: session.style ?? preference("style"),
    mode: session.mode ?? preference("mode"),
  });
  navigate(`/room/${encodeURIComponent(again.id)}`);
}

/**
 * Whether an interview can be held again: every question is one of the bank.
 * @param {SessionView} session
 */
export const canRepeat = (session) => session.questions.length > 0 && session.questions.every((question) => question.id !== null);
