/** The conversation so far: the interviewer in sans, your words in serif, tags where coverage is shown. */
import { Corrector } from "../card/correct.js";
import { lineWords, Piece } from "../card/transcript.js";
import { unsureSpans } from "../card/words.js";
import { clock, curly } from "../format.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../html.js";
import { LabelIcon, labelWord } from "../labels.js";
import { Notice } from "../shell.js";
import { saidOf } from "../voice/state.js";
import { cutAt, paragraphs, tagsOf } from "./sentences.js";

/** @typedef {import("./use-room.js").RoomState} RoomState */
/** @typedef {import("../voice/state.js").VoiceState} VoiceState */
/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("./sentences.js").Tag} Tag */
/** @typedef {import("../html.js").Child} Child */

const SLOW_REPLY_MS = 600;

/** @param {{tag: Tag}} props */
const TagMark = ({ tag }) => html`<span class="tag"><${LabelIcon} label=${tag.label} silent /><span class="sr">${labelWord(tag.label)}: </span>${tag.name}</span>`;

/** @param {{at: number | null, goesOn?: boolean, children?: Child}} props `goesOn` when the same person spoke just before */
const Interviewer = ({ at, goesOn = false, children }) => html`
  <div class=${`turn ${goesOn ? "cont" : ""}`}>
    <div class=${goesOn ? "sr" : "who"}><b>Interviewer</b>${at !== null && html`<time>${clock(at)}</time>`}</div>
    <p class="ask">${children}</p>
  </div>
`;

/** @typedef {import("../card/words.js").Span} Span */

/** @type {readonly Span[]} */
const SURE = [];

/**
 * @param {{at: number | null, text: string, tags: {end: number, tag: Tag}[], unsure?: readonly Span[], onUnsure?: (span: Span) => void,
 *   note?: string, children?: Child}} props `onUnsure`: words that may have been misheard were chosen, to be corrected; `children` are
 *   in place of the words while they are corrected
 */
const You = ({ at, text, tags, unsure = SURE, onUnsure, note, children }) => html`
  <div class="turn you">
    <div class="who"><b>You</b>${at !== null && html`<time>${clock(at)}</time>`}${note && html`<span>${note}</span>`}</div>
    <div>
      ${children || paragraphs(text, tags).map(
        (pieces) =>
          html`<p class="say">
            ${pieces.map((piece) => html`${cutAt(piece, unsure).map((part) => html`<${Piece} text=${part.text} kind="" doubt=${part.span} onUnsure=${onUnsure} />`)} ${piece.tags.map((tag) => html`<${TagMark} key=${tag.criterion} tag=${tag} />`)}`)}
          </p>`,
      )}
    </div>
  </div>
`;

/** What is being heard of the turn that is under way. @param {{voice: VoiceState}} props */
function Heard({ voice: { caption, hearing } }) {
  const talking = hearing === "speech" || hearing === "pause";
  if (!caption && !talking && hearing !== "finishing") return null;
  return html`
    <div class="turn you live">
      <div class="who"><b>You</b></div>
      <p class="say caption">
        ${caption?.text}${caption?.text && caption.tentative ? " " : ""}${caption?.tentative && html`<span class="soft">${caption.tentative}</span>`}${talking && !caption?.final && html`<span class="caret" aria-hidden="true"></span>`}
        ${!caption && hearing === "finishing" && html`<span class="soft">…</span>`}
      </p>
    </div>
  `;
}

/** A line, with what was not said aloud yet in grey. @param {Turn} turn @param {number} index @param {VoiceState | null} voice */
function lineOf(turn, index, voice) {
  if (voice?.playing?.turn !== index) return lineWords(turn);
  const words = curly(turn.text);
  const said = saidOf(words, voice.playing);
  return html`${words.slice(0, said)}<span class="soft">${words.slice(said)}</span>`;
}

/** Says that a line is on its way, once that takes long enough to be noticed. */
function OnItsWay() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_REPLY_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<${Interviewer} at=${null}><span class="soft">${slow ? "Thinking about what you said…" : " "}</span><//>`;
}

/**
 * @param {{state: RoomState, voice?: VoiceState | null, children?: Child}} props
 *   `voice` while one speaks: what is heard of the turn under way, and how far the interviewer's line is
 */
export function Conversation({ state, voice = null, children }) {
  const { view, pending, speaking } = state;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(true);
  const coach = view.mode === "coach";
  const last = view.turns[view.turns.length - 1];
  // What is heard anyway is not read out over it.
  const aloud = voice?.playing?.turn === view.turns.length - 1;
  const live = view.state === "live";
  const waiting = live && !speaking && (pending !== null || last?.speaker === "candidate");

  const [editing, setEditing] = useState(/** @type {{turn: number, span: Span} | null} */ (null));
  // While words are corrected, nothing that comes moves them away.
  const stays = useRef(false);
  stays.current = editing !== null;
  const close = () => {
    setEditing(null);
    box.current?.focus({ preventScroll: true });
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const follow = () => {
      if (atEnd.current && !stays.current) element.scrollTop = element.scrollHeight;
    };
    follow();
    const watch = new ResizeObserver(follow);
    watch.observe(element);
    if (element.firstElementChild) watch.observe(element.firstElementChild);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (pending) atEnd.current = true;
    const element = box.current;
    if (element && atEnd.current && !stays.current) element.scrollTop = element.scrollHeight;
  }, [editing, view.turns.length, pending, speaking, state.remarks.length, voice?.caption, voice?.hearing]);

  /** @param {number} index */
  const goesOn = (index) => view.turns[index - 1]?.speaker === "interviewer" && !state.remarks.some((one) => one.turn === index);
  /** @param {Turn} turn @param {number} index */
  const shown = (turn, index) =>
    turn.speaker === "interviewer"
      ? html`<${Interviewer} key=${index} at=${turn.start_ms} goesOn=${goesOn(index)}>${lineOf(turn, index, voice)}<//>`
      : html`<${You} key=${index} at=${turn.start_ms} text=${turn.text} tags=${coach ? tagsOf(index, view.coverage, view.criteria) : []}
          unsure=${live ? unsureSpans(turn) : SURE} onUnsure=${(/** @type {Span} */ span) => setEditing({ turn: index, span })}>
          ${live && editing?.turn === index && html`<${Corrector} session=${view.id} index=${index} turn=${turn} span=${editing.span} graded=${false} onCorrected=${close} onClose=${close} />`}
        <//>`;
  /** @param {(turn: number) => boolean} at */
  const remarksAt = (at) =>
    state.remarks
      .filter((one) => at(one.turn))
      .map((one) => html`<div class="remark" key=${one.key}><${Notice} kind=${one.kind} title=${one.message}>${one.hint}<//></div>`);

  return html`
    <section
      class="talk"
      aria-label="Conversation"
      tabindex="0"
      ref=${box}
      onScroll=${() => {
        const element = box.current;
        if (element) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 48;
      }}
    >
      <div class="talk-flow">
        ${view.turns.map((turn, index) => [remarksAt((at) => at === index), shown(turn, index)])}
        ${pending && html`<${You} at=${null} text=${pending.text} tags=${[]} note="Sending" />`}
        ${remarksAt((at) => at >= view.turns.length)}
        ${speaking && html`<${Interviewer} at=${null} goesOn=${goesOn(speaking.turn)}>${curly(speaking.text)}<span class="caret" aria-hidden="true"></span><//>`}
        ${voice && html`<${Heard} voice=${voice} />`}
        ${waiting && html`<${OnItsWay} key=${`wait-${view.turns.length}`} />`}
      </div>
      ${children}
    </section>
    <div class="sr" aria-live="polite">${last?.speaker === "interviewer" && !aloud ? `Interviewer: ${last.text}` : ""}</div>
    <div class="sr" aria-live="polite">${state.remarks.length > 0 ? state.remarks[state.remarks.length - 1]?.message : ""}</div>
  `;
}
