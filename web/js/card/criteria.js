// The criteria, phase by phase: label, ledger, and on opening the words, the reason and what to read.
import { capital, clock, curly } from "../format.js";
import { html, useRef } from "../html.js";
import { Icon } from "../icons.js";
import { LabelIcon, labelWord, Ledger } from "../labels.js";
import { Own } from "./own.js";
import { findWords, leanWords, nearMiss, sureWords } from "./sure.js";
import { ledgerWords } from "./view.js";
import { momentOf, unsureSpans } from "./words.js";

/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").Evidence} Evidence */
/** @typedef {import("../../types/wire.js").OwnLabel} OwnLabel */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("./sure.js").Near} Near */
/** @typedef {import("./view.js").CardView} CardView */
/** @typedef {import("./words.js").Span} Span */
/** @typedef {import("./view.js").Group} Group */

/**
 * @typedef {object} CriteriaUse
 * @property {ReadonlySet<string>} open ids of the criteria that are open
 * @property {string | null} active
 * @property {(id: string) => void} onToggle
 * @property {(everything: boolean) => void} onAll
 * @property {(id: string | null) => void} onPoint
 * @property {(id: string) => void} onChoose by the focus
 * @property {(id: string, evidence: Evidence) => void} onEvidence goes to the words in the transcript
 * @property {(id: string, own: OwnLabel | null) => Promise<void>} onOwn holds a label of one's own, or takes it back
 * @property {((turn: number, span: Span | null) => void) | null} onCorrect null where words can't be corrected
 * @property {(evidence: Evidence) => (() => void) | null} onHear plays a quote, where there is a recording of it
 */

/** @param {{view: CardView, use: CriteriaUse}} props */
export function Criteria({ view, use }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const { session, groups, looped, ordered } = view;
  const everything = ordered.every((criterion) => use.open.has(criterion.id));
  const disputed = ordered.filter((criterion) => session.own_labels[criterion.id]).length;
  const ledger = [ledgerWords(ordered), disputed > 0 ? `${disputed} with your own label` : ""].filter(Boolean).join(", ");

  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("form")) return;
    const buttons = [...(list.current?.querySelectorAll("button.crit") ?? [])];
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    const now = buttons.findIndex((button) => row?.contains(button));
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: buttons.length - 1 };
    const next = steps[event.key];
    if (next === undefined || now < 0) return;
    const button = buttons[Math.max(0, Math.min(buttons.length - 1, next))];
    event.preventDefault();
    if (button instanceof HTMLElement) button.focus();
  };

  return html`<section class="crits" id="panel-criteria" aria-labelledby="h-cr" ref=${list} onKeyDown=${walk}>
    <div class="row crits-head">
      <h2 id="h-cr">Criteria</h2>
      <span class="faint sm push">${ledger}</span>
      <button type="button" class="btn bare tight" aria-pressed=${everything} onClick=${() => use.onAll(!everything)}>${everything ? "Close all" : "Open all"}</button>
    </div>
    ${groups.map((group, index) => {
      const begins = looped && groups[index - 1]?.leg !== group.leg;
      const head = looped ? html`<h4 class="ph">${group.title}</h4>` : html`<h3 class="ph">${group.title}</h3>`;
      return html`
        ${begins && html`<h3 class="leghead" key=${`leg-${group.leg}`}>${session.round.legs[group.leg]?.title}</h3>`}
        ${head}
        <ul key=${group.key}>
          ${group.criteria.map((criterion) => html`<${Row} key=${criterion.id} criterion=${criterion} view=${view} use=${use} />`)}
        </ul>
      `;
    })}
  </section>`;
}

/** @param {{criterion: CriterionResult, view: CardView, use: CriteriaUse}} props */
function Row({ criterion, view, use }) {
  const { id, label, name } = criterion;
  const open = use.open.has(id);
  const uncalled = label === null;
  const own = view.session.own_labels[id];
  return html`<li class=${`${open ? "open" : ""} ${uncalled ? "uncalled" : ""} ${use.active === id ? "lit" : ""}`} id=${`c-${id}`}>
    <button
      type="button"
      class="crit"
      aria-expanded=${open}
      aria-controls=${open ? `more-${id}` : undefined}
      onMouseEnter=${() => use.onPoint(id)}
      onMouseLeave=${() => use.onPoint(null)}
      onFocus=${() => use.onChoose(id)}
      onClick=${() => use.onToggle(id)}
    >
      <${LabelIcon} label=${label} silent />
      <b>${whole(name, view.session.details[id]?.meaning)}</b>
      <span class="w">${labelWord(label)}${own && html`<span class="yours"><span class="sr">, </span>You: ${labelWord(own.label)}</span>`}</span>
      ${uncalled ? html`<span class="led">Not scored</span>` : html`<${Ledger} prompted=${criterion.prompted} />`}
      <${Icon} name=${open ? "up" : "down"} class="chev" />
    </button>
    ${open && html`<${More} criterion=${criterion} view=${view} use=${use} />`}
  </li>`;
}

/**
 * A name that was shortened, in full.
 * @param {string} name
 * @param {string | undefined} meaning
 */
const whole = (name, meaning) => (name.endsWith("…") && meaning?.startsWith(name.slice(0, -1).trimEnd()) ? meaning : name);

/** @param {{criterion: CriterionResult, view: CardView, use: CriteriaUse}} props */
function More({ criterion, view, use }) {
  const { session } = view;
  const { id, label } = criterion;
  const detail = session.details[id];
  const readings = session.readings[id] ?? [];
  const near = label === 0 || label === null ? nearMiss(criterion.reason) : null;
  const reason = label === null ? neither(criterion.unscored_reason ?? criterion.reason) : (near?.rest ?? criterion.reason);
  const adds = label === 2 ? "" : (detail?.strong_answer ?? "").trim();
  const asks = label === 0 || label === null ? (detail?.meaning ?? "").trim() : "";
  const sure = label === null ? leanWords(criterion.confidence) : sureWords(criterion.confidence);
  const [first, ...others] = criterion.evidence;
  return html`<div class="more" id=${`more-${id}`} onMouseEnter=${() => use.onPoint(id)} onMouseLeave=${() => use.onPoint(null)}>
    ${first && html`<${Quote} criterion=${criterion} session=${session} evidence=${first} use=${use} />`}
    ${others.length > 0 &&
    html`<p class="next-best">${view.card.grader.kind === "embedded" ? "Next strongest" : "Also quoted"}</p>
      ${others.map((evidence, index) => html`<${Quote} key=${index} criterion=${criterion} session=${session} evidence=${evidence} use=${use} />`)}`}
    ${label === null && html`<p>${curly(reason)}</p>`}
    ${near && html`<${Nearest} criterion=${criterion} session=${session} near=${near} use=${use} />`}
    ${label !== null && reason && html`<p>${curly(reason)}</p>`}
    ${label === null && html`<${Mend} criterion=${criterion} session=${session} use=${use} />`}
    ${(sure || asks || adds || (label !== 2 && readings.length > 0)) &&
    html`<dl>
      ${sure && html`<dt>How sure</dt><dd>${sure}</dd>`}
      ${asks && html`<dt>What it asks</dt><dd>${curly(asks)}</dd>`}
      ${adds && html`<dt>A strong answer adds</dt><dd>${curly(capital(adds))}</dd>`}
      ${label !== 2 &&
      readings.length > 0 &&
      html`<dt>Read</dt>
        <dd class="reads">${readings.map((note) => html`<a key=${note.id} href=${`/library/notes/${encodeURIComponent(note.id)}`}>${note.title}</a>`)}</dd>`}
    </dl>`}
    <${Own} id=${id} own=${session.own_labels[id]} onOwn=${(/** @type {OwnLabel | null} */ own) => use.onOwn(id, own)} />
  </div>`;
}

/** @param {{criterion: CriterionResult, session: SessionView, evidence: Evidence, use: CriteriaUse}} props */
function Quote({ criterion, session, evidence, use }) {
  return html`<blockquote class="say">
    ${criterion.label === null ? html`<span><${Doubtful} session=${session} evidence=${evidence} /></span>` : html`<mark class="hl">${evidence.quote}</mark>`}${" "}
    <${Place} id=${criterion.id} session=${session} evidence=${evidence} use=${use} />
  </blockquote>`;
}

/**
 * Words that came near and earned nothing: they are no evidence, so they are not highlighted.
 * @param {{criterion: CriterionResult, session: SessionView, near: Near, use: CriteriaUse}} props
 */
function Nearest({ criterion, session, near, use }) {
  const found = findWords(session.turns, near.words);
  return html`<p class="next-best">What came nearest</p>
    <blockquote class="say">${near.words}${" "}${found && html`<${Place} id=${criterion.id} session=${session} evidence=${found} use=${use} />`}</blockquote>
    <p>${near.looks}</p>`;
}

/**
 * Where words stand, as a way there, and a way to hear them.
 * @param {{id: string, session: SessionView, evidence: Evidence, use: CriteriaUse}} props
 */
const Place = ({ id, session, evidence, use }) =>
  html`<span class="nb"><button type="button" class="there" onClick=${() => use.onEvidence(id, evidence)}>${place(session, evidence)}<span class="sr">: show these words in the transcript</span></button>${replayFrom(session, evidence)}</span>`;

/**
 * The words of a quote that may have been misheard.
 * @param {SessionView} session
 * @param {Evidence} evidence
 * @returns {Span[]} offsets into the turn
 */
function doubtsIn(session, evidence) {
  const turn = session.turns[evidence.turn];
  return turn ? unsureSpans(turn).filter((one) => one.start < evidence.end && one.end > evidence.start) : [];
}

/**
 * A quote with the words that may have been misheard marked.
 * @param {{session: SessionView, evidence: Evidence}} props
 */
function Doubtful({ session, evidence }) {
  const { quote, start } = evidence;
  let done = 0;
  const pieces = doubtsIn(session, evidence).flatMap((one) => {
    const [from, to] = [Math.max(done, one.start - start), Math.min(quote.length, one.end - start)];
    const piece = [quote.slice(done, from), html`<span class="unsure" title="Heard with low confidence">${quote.slice(from, to)}</span>`];
    done = to;
    return piece;
  });
  return [...pieces, quote.slice(done)];
}

/**
 * What can't be called because of a word that may have been misheard can be mended.
 * @param {{criterion: CriterionResult, session: SessionView, use: CriteriaUse}} props
 */
function Mend({ criterion, session, use }) {
  const evidence = criterion.evidence.find((one) => doubtsIn(session, one).length > 0) ?? criterion.evidence.find((one) => session.turns[one.turn]?.spoken);
  if (!evidence) return null;
  const { onCorrect } = use;
  const hear = use.onHear(evidence);
  const [doubt] = doubtsIn(session, evidence);
  if (!hear && !(onCorrect && doubt)) return null;
  return html`<p class="row wrap">
    ${onCorrect && doubt && html`<button type="button" class="btn" onClick=${() => onCorrect(evidence.turn, doubt)}>Correct the words</button>`}
    ${hear && html`<button type="button" class=${`btn ${doubt ? "bare" : ""}`} onClick=${hear}>Hear it</button>`}
  </p>`;
}

/**
 * A can't call always says that it counts for nothing.
 * @param {string} why
 */
function neither(why) {
  const text = why.trim();
  if (/counts? neither/i.test(text)) return text;
  const stop = text === "" || /[.!?]$/.test(text) ? "" : ".";
  return `${text}${stop} It counts neither for you nor against you.`.trim();
}

/**
 * A link that plays the session from a quote on, where there are times.
 * @param {SessionView} session
 * @param {Evidence} evidence
 */
function replayFrom(session, evidence) {
  const turn = session.turns[evidence.turn];
  const at = turn ? momentOf(turn, evidence.start) : null;
  if (at === null) return null;
  return html`<a class="there" href=${`/sessions/${encodeURIComponent(session.id)}/replay?t=${Math.floor(at / 1000)}`}>Replay<span class="sr"> from ${clock(at)}</span></a>`;
}

/**
 * Where a quote stands: its time, or its turn where there are no times.
 * @param {SessionView} session
 * @param {Evidence} evidence
 */
function place(session, evidence) {
  const turn = session.turns[evidence.turn];
  const at = turn ? momentOf(turn, evidence.start) : null;
  return at === null ? "In the transcript" : clock(at);
}
