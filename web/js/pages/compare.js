// Two scorecards side by side: two attempts at a question, or two gradings of one session.
import { attemptName, useAttempts } from "../card/attempts.js";
import { changedFirst, changes, changeWords, scoreOf } from "../card/changes.js";
import { canRepeat, graderWords, tryAgain } from "../card/dialogs.js";
import { verdictWords } from "../format.js";
import { html, useMemo, useState } from "../html.js";
import { LabelIcon, labelWord, Ledger } from "../labels.js";
import { useAction, useLoad } from "../load.js";
import { navigate } from "../router.js";
import { Empty, ErrorBox, Loading, Notice, Page } from "../shell.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionSummary} SessionSummary */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../card/attempts.js").Attempts} Attempts */
/** @typedef {import("../card/changes.js").Change} Change */
/** @typedef {import("../router.js").Place} Place */

/**
 * One side: a scorecard and where it comes from.
 * @typedef {object} Side
 * @property {string} name "2 Nov, pasted", or "Grading 1"
 * @property {string} note who graded
 * @property {string} href its scorecard
 * @property {Scorecard} card
 */

/** @typedef {{before: Side, after: Side}} Pair */

/** @param {{params: Record<string, string>, place: Place}} props */
export default function ComparePage({ params, place }) {
  const session = useLoad(() => wire.session(params["id"] ?? ""), [params["id"]]);
  const ready = session.data !== null;
  return html`<${Page} title=${session.data ? `Compare: ${session.data.title}` : "Compare"} current="sessions" kind="compare-page" ready=${ready || session.error !== null}>
    ${session.error
      ? html`<h1>${session.error.status === 404 ? "This session isn’t here" : "The session could not be fetched"}</h1>
          <div class="lead"><${ErrorBox} error=${session.error} retry=${session.error.status === 404 ? undefined : session.reload} /></div>
          <p><a href="/sessions">All sessions</a></p>`
      : session.data
        ? html`<${Chosen} session=${session.data} other=${params["other"] ?? null} place=${place} />`
        : html`<h1 class="sr">Compare</h1><${Loading} what="Fetching the session" lines=${12} />`}
  <//>`;
}

/** @param {{session: SessionView, other: string | null, place: Place}} props */
function Chosen({ session, other, place }) {
  const attempts = useAttempts(session);
  const id = encodeURIComponent(session.id);
  const head = html`<header class="head"><div>
    <h1>${session.title}</h1>
    <p class="sm quiet">${session.round.title}. <a href=${`/sessions/${id}`}>Scorecard</a></p>
  </div></header>`;
  if (session.state !== "graded") {
    return html`${head}<${Notice} title="This session isn’t graded yet." action=${html`<a class="btn" href=${`/sessions/${id}`}>Open it</a>`}>There is nothing to compare until it is.<//>`;
  }
  if (attempts.error) return html`${head}<${ErrorBox} error=${attempts.error} retry=${attempts.reload} />`;
  if (!attempts.data) return html`${head}<${Loading} what="Looking for other attempts" lines=${10} />`;
  const options = optionsFor(session, attempts.data);
  const wanted = other ?? attempts.data.same[0]?.id ?? (session.gradings.length > 1 ? session.id : (attempts.data.round[0]?.id ?? null));
  if (options.length === 0 || wanted === null) return html`${head}<${Alone} session=${session} />`;
  return html`${head}<${Sides} key=${wanted} session=${session} other=${wanted} options=${options} place=${place} />`;
}

/** Nothing to compare with. @param {{session: SessionView}} props */
function Alone({ session }) {
  const [again, { busy, error }] = useAction(() => tryAgain(session));
  return html`
    <${Empty}
      action=${session.source === "paste"
        ? html`<a class="btn main" href=${`/grade?again=${encodeURIComponent(session.id)}`}>Grade another answer</a>`
        : canRepeat(session) && html`<button type="button" class="btn main" disabled=${busy} onClick=${() => again()}>Try again</button>`}
    >This is your only attempt at this kind of round. Answer the question once more, and see the two side by side.<//>
    ${error && html`<${ErrorBox} error=${error} />`}
  `;
}

/** @typedef {{title: string, options: {id: string, word: string}[]}} OptionGroup */

/**
 * What can be picked: other gradings of this session, the same question, the same round.
 * @param {SessionView} session
 * @param {Attempts} attempts
 * @returns {OptionGroup[]}
 */
function optionsFor(session, attempts) {
  /** @param {SessionSummary[]} list */
  const words = (list) => list.map((one) => ({ id: one.id, word: one.title === session.title ? attemptName(one, session) : `${attemptName(one, session)}: ${one.title}` }));
  return [
    { title: "The same question", options: words(attempts.same) },
    { title: "This session", options: session.gradings.length > 1 ? [{ id: session.id, word: "Its earlier grading" }] : [] },
    { title: "The same kind of round", options: words(attempts.round) },
  ].filter((group) => group.options.length > 0);
}

/**
 * @param {SessionView} session
 * @param {string} otherId
 * @param {URLSearchParams} query
 * @returns {Promise<Pair>}
 */
async function loadPair(session, otherId, query) {
  const id = encodeURIComponent(session.id);
  if (otherId === session.id) {
    const last = session.gradings.length - 1;
    const to = number(query.get("to"), last);
    const from = number(query.get("from"), Math.max(0, to - 1));
    const [before, after] = await Promise.all([wire.scorecard(session.id, from), wire.scorecard(session.id, to)]);
    return {
      before: { name: `Grading ${from + 1}`, note: graderWords(before), href: `/sessions/${id}?grading=${from}`, card: before },
      after: { name: `Grading ${to + 1}`, note: graderWords(after), href: `/sessions/${id}?grading=${to}`, card: after },
    };
  }
  const [other, otherCard, card] = await Promise.all([wire.session(otherId), wire.scorecard(otherId), wire.scorecard(session.id)]);
  /** @type {[SessionView, Scorecard][]} */
  const both = [
    [other, otherCard],
    [session, card],
  ];
  const [before, after] = both
    .sort((a, b) => a[0].created_at.localeCompare(b[0].created_at))
    .map(([view, one]) => ({
      name: attemptName(view, view === session ? other : session),
      note: view.title === session.title && other.title === session.title ? view.level : view.title,
      href: `/sessions/${encodeURIComponent(view.id)}`,
      card: one,
    }));
  return { before: /** @type {Side} */ (before), after: /** @type {Side} */ (after) };
}

/**
 * @param {string | null} text
 * @param {number} otherwise
 */
const number = (text, otherwise) => (text !== null && /^\d+$/.test(text) ? Number(text) : otherwise);

/** @param {{session: SessionView, other: string, options: readonly OptionGroup[], place: Place}} props */
function Sides({ session, other, options, place }) {
  const pair = useLoad(() => loadPair(session, other, place.query), [session.id, other, place.query.toString()]);
  const [everything, setEverything] = useState(false);
  const all = useMemo(() => (pair.data ? changes(pair.data.before.card, pair.data.after.card) : []), [pair.data]);
  const shown = changedFirst(all).filter((one) => everything || one.kind !== "same");
  return html`
    <div class="pick row wrap" data-keeps-focus>
      <label class="field">
        <span class="lbl">Compare with</span>
        <select onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) =>
          navigate(`/sessions/${encodeURIComponent(session.id)}/compare/${encodeURIComponent(event.currentTarget.value)}`, { replace: true })}>
          ${options.map(
            (group) => html`<optgroup key=${group.title} label=${group.title}>
              ${group.options.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === other}>${one.word}</option>`)}
            </optgroup>`,
          )}
        </select>
      </label>
      ${pair.data && html`<p class="sm quiet" role="status">${changeWords(all)}</p>`}
    </div>
    ${pair.error && html`<${ErrorBox} error=${pair.error} retry=${pair.reload} />`}
    ${!pair.data && !pair.error && html`<${Loading} what="Fetching both scorecards" lines=${12} />`}
    ${pair.data &&
    html`
      <div class="side-heads">
        <span></span>
        <${SideHead} side=${pair.data.before} />
        <${SideHead} side=${pair.data.after} />
      </div>
      ${shown.length === 0 && html`<p class="quiet no-change">No label changed between the two.</p>`}
      <ul class="pairs">
        ${shown.map((one) => html`<${PairRow} key=${`${one.id}-${one.name}`} one=${one} before=${pair.data?.before.name ?? ""} after=${pair.data?.after.name ?? ""} />`)}
      </ul>
      ${all.some((one) => one.kind === "same") &&
      html`<p class="pairs-more"><button type="button" class="btn" aria-pressed=${everything} onClick=${() => setEverything(!everything)}>${everything ? "Changed only" : `Show all ${all.length}`}</button></p>`}
    `}
  `;
}

/** @param {{side: Side}} props */
const SideHead = ({ side }) => html`<div class="side-head">
  <p class="sm"><b>${side.name}</b> <span class="faint">${side.note}</span></p>
  <p class="side-verdict">${verdictWords(side.card.verdict)} <span class="num">${scoreOf(side.card)}</span></p>
  <p class="xs"><a href=${side.href}>Scorecard</a></p>
</div>`;

/** @type {Record<Change["kind"], string>} */
const KINDS = { better: "Better", worse: "Worse", uncalled: "Can’t be called", alone: "In one only", same: "Same" };

/** @param {{one: Change, before: string, after: string}} props */
const PairRow = ({ one, before, after }) => html`<li class="pair">
  <div class="pair-name"><h2>${one.name}</h2><span class=${`moved ${one.kind}`}>${KINDS[one.kind]}</span></div>
  <${Cell} name=${before} result=${one.before} />
  <${Cell} name=${after} result=${one.after} />
</li>`;

/** @param {{name: string, result: CriterionResult | null}} props */
function Cell({ name, result }) {
  if (result === null) return html`<div class="side-cell"><p class="cell-head faint"><span class="cell-name">${name}</span>Does not apply</p></div>`;
  const quote = result.evidence[0]?.quote;
  const reason = result.label === null ? (result.unscored_reason ?? result.reason) : result.reason;
  return html`<div class=${`side-cell ${result.label === null ? "uncalled-cell" : ""}`}>
    <p class="cell-head"><span class="cell-name">${name}</span><${LabelIcon} label=${result.label} silent /><b>${labelWord(result.label)}</b>${
      result.label === null ? html`<span class="led">Not scored</span>` : html`<${Ledger} prompted=${result.prompted} />`
    }</p>
    ${quote && html`<blockquote class="say">${result.label === null ? quote : html`<mark class="hl">${quote}</mark>`}</blockquote>`}
    ${reason && html`<p class="sm quiet">${reason}</p>`}
  </div>`;
}
