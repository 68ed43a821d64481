// The transcript with its evidence underlined in place. Words are text nodes only.
import { clock, curly } from "../format.js";
import { html, useMemo } from "../html.js";
import { Icon } from "../icons.js";
import { LabelIcon, labelWord } from "../labels.js";
import { Notice } from "../shell.js";
import { Dots, Menu } from "./menu.js";
import { closest, firstWord, segments } from "./spans.js";
import { unsureSpans } from "./words.js";

/** @typedef {import("../../types/wire.js").Act} Act */
/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("../html.js").Child} Child */
/** @typedef {import("./spans.js").Mark} Mark */
/** @typedef {import("./spans.js").Segment} Segment */
/** @typedef {import("./words.js").Span} Span */

/**
 * What can be done with the speech in a transcript.
 * @typedef {object} SpeechUse
 * @property {(turn: number) => boolean} recorded whether there is a recording
 * @property {number | null} heard the turn that is played now
 * @property {(turn: number) => void} onListen
 * @property {((turn: number, span: Span | null) => void) | null} onCorrect null where an older scorecard is shown
 * @property {(turn: number) => void} onDelete deletes a recording
 * @property {(turn: number) => Child} editor in place of a turn's words, while they are corrected
 * @property {(turn: number) => Child} note after a turn's words
 */

/**
 * What the transcript does with evidence.
 * @typedef {object} EvidenceUse
 * @property {ReadonlyMap<string, CriterionResult>} criteria by id
 * @property {string | null} active the criterion whose words are lit up
 * @property {(criterion: string | null) => void} onActive
 * @property {(criterion: string, turn: number, offset: number) => void} onGo a click on evidence
 * @property {string} goes what a click does, for assistive technology: "go to the criterion"
 */

/** @type {Partial<Record<Act, {word: string, icon: import("../icons.js").IconName}>>} */
const KINDS = {
  probe: { word: "Probe", icon: "probe" },
  deepen: { word: "Probe", icon: "probe" },
  hint: { word: "Hint", icon: "hint" },
};

/**
 * What an interviewer's line was, where it matters.
 * @param {{act: Act | null}} props
 */
export function Kind({ act }) {
  const kind = act === null ? undefined : KINDS[act];
  return kind ? html`<span class="kind"><${Icon} name=${kind.icon} />${kind.word}</span>` : null;
}

/**
 * @param {{session: SessionView, marks: ReadonlyMap<number, readonly Mark[]>, use: EvidenceUse, speech: SpeechUse}} props
 */
export function Transcript({ session, marks, use, speech }) {
  const looped = session.round.legs.length > 1;
  return session.turns.map((turn, index) => {
    const first = looped && (index === 0 || session.turns[index - 1]?.leg !== turn.leg);
    return html`
      ${first && html`<h3 class="legline" key=${`leg-${turn.leg}`}>${session.round.legs[turn.leg]?.title}</h3>`}
      <${TurnRow} key=${index} index=${index} turn=${turn} goesOn=${!first && goesOn(session.turns, index)} marks=${marks.get(index) ?? NONE} use=${use} speech=${speech} />
    `;
  });
}

/** @type {readonly Mark[]} */
const NONE = [];

/**
 * Whether the interviewer goes on speaking, with a line that was not asked for a reason worth naming.
 * @param {readonly Turn[]} turns
 * @param {number} index
 */
function goesOn(turns, index) {
  const turn = turns[index];
  const named = turn?.act ? KINDS[turn.act] !== undefined : false;
  return turn?.speaker === "interviewer" && turns[index - 1]?.speaker === "interviewer" && !named;
}

/** @param {{index: number, turn: Turn, goesOn: boolean, marks: readonly Mark[], use: EvidenceUse, speech: SpeechUse}} props */
function TurnRow({ index, turn, goesOn, marks, use, speech }) {
  const you = turn.speaker === "candidate";
  const { onCorrect } = speech;
  const editor = speech.editor(index);
  return html`<div class=${`turn ${you ? "you" : ""} ${goesOn ? "cont" : ""}`} id=${`t-${index}`}>
    <div class=${goesOn ? "sr" : "who"}>
      <b>${you ? "You" : "Interviewer"}</b>
      ${turn.start_ms !== null && html`<time>${clock(turn.start_ms)}</time>`}
      <${Kind} act=${turn.act} />
      ${turn.corrected && html`<span class="kind">Corrected</span>`}
      ${(turn.spoken || (turn.words ?? []).length > 0) && !goesOn && !editor && html`<${SpeechActs} index=${index} turn=${turn} speech=${speech} />`}
    </div>
    ${editor ||
    html`<div>
      ${you
        ? html`<p class="say"><${Words}
            index=${index}
            text=${turn.text}
            marks=${marks}
            use=${use}
            unsure=${unsureSpans(turn)}
            onUnsure=${onCorrect ? (/** @type {Span} */ span) => onCorrect(index, span) : undefined}
          /></p>`
        : html`<p class="ask">${lineWords(turn)}</p>`}
      ${speech.note(index)}
    </div>`}
  </div>`;
}

/**
 * Listening to a spoken turn, and correcting your own.
 * @param {{index: number, turn: Turn, speech: SpeechUse}} props
 */
function SpeechActs({ index, turn, speech }) {
  const { onCorrect } = speech;
  const recorded = speech.recorded(index);
  const you = turn.speaker === "candidate";
  const place = `${you ? "your answer" : "the interviewer"}${turn.start_ms === null ? "" : ` at ${clock(turn.start_ms)}`}`;
  const heard = speech.heard === index;
  if (!recorded && !(you && onCorrect)) return null;
  return html`<span class="turn-acts">
    ${recorded &&
    html`<button type="button" class="act" aria-label=${`${heard ? "Stop" : "Listen to"} ${place}`} onClick=${() => speech.onListen(index)}><${Icon} name=${heard ? "pause" : "play"} />${heard ? "Stop" : "Listen"}</button>`}
    ${you && onCorrect && html`<button type="button" class="act correct" aria-label=${`Correct ${place}`} onClick=${() => onCorrect(index, null)}>Correct</button>`}
    ${recorded && html`<${Menu} kind="act more-acts" name=${`More for ${place}`} word=${html`<${Dots} />`} items=${[{ word: "Delete its recording", danger: true, run: () => speech.onDelete(index) }]} />`}
  </span>`;
}

/** What happened to a turn, under its words. @param {{title: string, words: string}} props */
export const TurnNote = ({ title, words }) => html`<div class="turn-note"><${Notice} live title=${title}>${words}<//></div>`;

/**
 * An interviewer's words as they are set. Where you cut in, they end in a dash.
 * @param {Turn} turn
 */
export const lineWords = (turn) => (turn.cut ? `${curly(turn.text).trimEnd()} –`.trimStart() : curly(turn.text));

/** @type {readonly Span[]} */
const SURE = [];

/**
 * The words of one turn, cut at the borders of its evidence, around the words that may have been misheard, and around the
 * word at the playhead, if there is one.
 * @param {{index: number, text: string, marks: readonly Mark[], use: EvidenceUse, word?: Span | null, unsure?: readonly Span[],
 *   onUnsure?: (span: Span) => void}} props
 *   `word`: the word that is being played; what follows it is still ahead. `onUnsure`: a word that may have been misheard
 *   was chosen, to be corrected
 */
export function Words({ index, text, marks, use, word = null, unsure = SURE, onUnsure }) {
  const pieces = useMemo(
    () => segments(text, marks, [...(word ? [word.start, word.end] : []), ...unsure.flatMap((one) => [one.start, one.end])]),
    [text, marks, word?.start, word?.end, unsure],
  );
  return pieces.map((piece) => {
    const kind = word === null || piece.end <= word.start ? "" : piece.start >= word.end ? "ahead" : "word";
    const doubt = unsure.find((one) => piece.start >= one.start && piece.end <= one.end) ?? null;
    if (piece.criteria.length > 0) {
      return html`<${Marked} key=${piece.start} index=${index} piece=${piece} marks=${marks} use=${use} kind=${kind} doubt=${doubt} onUnsure=${onUnsure} />`;
    }
    return html`<${Piece} key=${piece.start} text=${piece.text} kind=${kind} doubt=${doubt} onUnsure=${onUnsure} />`;
  });
}

const HEARD = "Heard with low confidence";

/**
 * A piece of text: at the playhead, still ahead of it, perhaps misheard, or plain.
 * @param {{text: string, kind: "" | "ahead" | "word", doubt: Span | null, onUnsure?: (span: Span) => void}} props
 */
export function Piece({ text, kind, doubt, onUnsure }) {
  if (doubt === null) return kind === "" ? text : html`<span class=${kind}>${text}</span>`;
  if (!onUnsure) return html`<span class=${`unsure ${kind}`} title=${HEARD}>${text}</span>`;
  return html`<button
    type="button"
    class="unsure"
    title=${`${HEARD}. Correct it.`}
    aria-label=${`${text}: ${HEARD.toLowerCase()}. Correct it.`}
    onClick=${(/** @type {MouseEvent} */ event) => {
      event.stopPropagation();
      onUnsure(doubt);
    }}
  >${text}</button>`;
}

/**
 * @param {{index: number, piece: Segment, marks: readonly Mark[], use: EvidenceUse, kind: "" | "ahead" | "word", doubt: Span | null,
 *   onUnsure?: (span: Span) => void}} props
 */
function Marked({ index, piece, marks, use, kind, doubt, onUnsure }) {
  const known = piece.criteria.flatMap((id) => use.criteria.get(id) ?? []);
  const uncalled = known.length > 0 && known.every((criterion) => criterion.label === null);
  const lit = use.active !== null && piece.criteria.includes(use.active);
  const nearest = closest(marks, piece.start) ?? piece.criteria[0] ?? "";
  const begins = piece.begins.flatMap((id) => use.criteria.get(id) ?? []);
  const [head, rest] = begins.length > 0 ? firstWord(piece.text) : ["", piece.text];
  const classes = [uncalled ? "murky" : "", piece.criteria.length > 1 ? "several" : "", lit ? "on" : ""];
  return html`<mark
    class=${classes.filter(Boolean).join(" ")}
    data-c=${piece.criteria.join(" ")}
    data-end=${piece.end}
    title=${known.map((criterion) => `${criterion.name}: ${labelWord(criterion.label).toLowerCase()}`).join(", ")}
    onMouseEnter=${() => use.onActive(nearest)}
    onMouseLeave=${() => use.onActive(null)}
    onClick=${() => use.onGo(nearest, index, piece.start)}
    >${begins.length > 0 &&
    html`<span class="nb"
      >${begins.map(
        (criterion) => html`<button
          type="button"
          class="flag"
          key=${criterion.id}
          data-flag=${criterion.id}
          aria-label=${`${criterion.name}, ${labelWord(criterion.label).toLowerCase()}: ${use.goes}`}
          onFocus=${() => use.onActive(criterion.id)}
          onBlur=${() => use.onActive(null)}
          onClick=${(/** @type {MouseEvent} */ event) => {
            event.stopPropagation();
            use.onGo(criterion.id, index, piece.start);
          }}
        ><${LabelIcon} label=${criterion.label} silent /></button>`,
      )}<${Piece} text=${head} kind=${kind} doubt=${doubt} onUnsure=${onUnsure} /></span
    >`}${rest !== "" && html`<${Piece} text=${rest} kind=${kind} doubt=${doubt} onUnsure=${onUnsure} />`}</mark
  >`;
}
