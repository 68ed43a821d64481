// The verdict: its words, one sentence of why, and the hire scale with pin and drop.
import { verdictWords } from "../format.js";
import { html } from "../html.js";

/** @typedef {import("../../types/wire.js").Scale} Scale */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").Verdict} Verdict */

/**
 * @typedef {object} Band
 * @property {Verdict} verdict
 * @property {string} short what fits under the scale
 * @property {number} from
 * @property {number} to
 */

/**
 * The four bands of the scale, worst first.
 * @param {Scale} scale
 * @returns {[Band, Band, Band, Band]}
 */
export function bands(scale) {
  return [
    { verdict: "strong-no-hire", short: "Strong no", from: 0, to: scale.no_hire },
    { verdict: "no-hire", short: "No hire", from: scale.no_hire, to: scale.hire },
    { verdict: "hire", short: "Hire", from: scale.hire, to: scale.strong_hire },
    { verdict: "strong-hire", short: "Strong hire", from: scale.strong_hire, to: 100 },
  ];
}

/**
 * The band that a score falls in, caps aside.
 * @param {Scale} scale
 * @param {number} score
 * @returns {Band}
 */
export function bandOf(scale, score) {
  const all = bands(scale);
  return [...all].reverse().find((band) => score >= band.from) ?? all[0];
}

/**
 * Whole points, rounded down: 81.5 must not be shown as the 82 at which the next band starts.
 * @param {number} score
 */
export const scoreWords = (score) => String(Math.floor(score));

/**
 * Whether a cap lowered the verdict below the band of its score.
 * @param {Scorecard} card
 * @param {Scale} scale
 */
export const isCapped = (card, scale) =>
  card.score !== null && card.verdict !== null && bandOf(scale, card.score).verdict !== card.verdict;

/**
 * The grader's own words for why there is no verdict, where it has any.
 * @param {Pick<Scorecard, "verdict" | "warnings">} card
 * @returns {string | null}
 */
export const noVerdict = (card) => (card.verdict === null ? (card.warnings.find((warning) => /\bverdict\b/i.test(warning)) ?? null) : null);

/**
 * Why the verdict is what it is.
 * @param {{card: Scorecard, scale: Scale}} props
 */
export function Why({ card, scale }) {
  const { score, verdict } = card;
  if (score === null || verdict === null) {
    const uncalled = card.criteria.filter((criterion) => criterion.label === null).length;
    const why =
      noVerdict(card) ??
      (uncalled > 0 ? `${uncalled} of ${card.criteria.length} criteria can’t be called, so a verdict would be a guess.` : "There is no score to base a verdict on.");
    if (/\bthis grader\b/.test(why)) return html`<p class="why"><b>Labels only.</b> ${why} <a href="/grader">How far to trust it</a></p>`;
    return html`<p class="why"><b>Not enough to go on.</b> ${why} What could be read is below.</p>`;
  }
  const band = bandOf(scale, score);
  const name = verdictWords(band.verdict).toLowerCase();
  if (band.verdict !== verdict) {
    return html`<p class="why"><b>Capped.</b> Your score of ${scoreWords(score)} falls in <i>${name}</i>. ${card.caps.join(" ")}</p>`;
  }
  const above = bands(scale).find((one) => one.from > score);
  return html`<p class="why">Your score of ${scoreWords(score)} falls in <i>${name}</i>.${
    above ? ` ${verdictWords(above.verdict)} starts at ${scoreWords(above.from)}.` : ""
  }${card.caps.length > 0 ? ` ${card.caps.join(" ")}` : ""}</p>`;
}

/**
 * The hire scale: the score's pin, and where a cap dropped the verdict to.
 * @param {{card: Scorecard, scale: Scale}} props
 */
export function HireScale({ card, scale }) {
  const all = bands(scale);
  const { score, verdict } = card;
  const own = score === null ? null : bandOf(scale, score);
  const capped = isCapped(card, scale);
  const at = all.find((band) => band.verdict === verdict);
  const words =
    score === null || own === null
      ? "No score and no verdict."
      : verdict === null
        ? `Score ${scoreWords(score)} of 100. No verdict.`
        : `Score ${scoreWords(score)} of 100, in the ${verdictWords(own.verdict).toLowerCase()} band.${
          capped ? ` Capped at ${verdictWords(verdict).toLowerCase()}.` : ""
        }`;
  return html`<div class="scale" role="img" aria-label=${words}>
    ${all.map(
      (band) => html`<span key=${band.verdict} class=${band.verdict === verdict ? "cap-at" : ""} style=${{ "--w": band.to - band.from }}><i>${band.short}</i></span>`,
    )}
    ${score !== null &&
    html`<em class=${`pin ${score > 88 ? "left" : ""}`} style=${{ left: `${score}%` }}><b class="num">${scoreWords(score)}</b></em>`}
    ${capped &&
    at &&
    score !== null &&
    at.to < score &&
    html`<em class="drop" style=${{ left: `${at.to}%`, width: `${score - at.to}%` }}></em>`}
  </div>`;
}
