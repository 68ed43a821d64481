// Going from a criterion to its words and back, without moving what need not move.

/** @typedef {import("../../types/wire.js").Evidence} Evidence */

/** Whether list and transcript stand side by side. */
export const isWide = () => matchMedia("(min-width: 821px)").matches;
/**
 * @returns {ScrollBehavior}
 */
export const behaviour = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

/**
 * Goes to a criterion in the list.
 * @param {string} id
 */
export function showCriterion(id) {
  const button = document.querySelector(`#c-${CSS.escape(id)} .crit`);
  if (!(button instanceof HTMLElement)) return;
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: "center", behavior: behaviour() });
}

/**
 * The piece of the transcript in which a quote begins.
 * @param {HTMLElement | null} paper
 * @param {string} id
 * @param {Evidence} evidence
 * @returns {Element | null}
 */
export function pieceOf(paper, id, evidence) {
  const pieces = [...(paper?.querySelectorAll(`#t-${evidence.turn} mark[data-c~="${CSS.escape(id)}"]`) ?? [])];
  return pieces.find((piece) => Number(piece.getAttribute("data-end")) > evidence.start) ?? pieces[0] ?? null;
}

/**
 * Goes to a quote in the transcript; to its turn where it is not marked, since it is no evidence.
 * @param {HTMLElement | null} paper
 * @param {string} id
 * @param {Evidence} evidence
 */
export function showEvidence(paper, id, evidence) {
  const marked = pieceOf(paper, id, evidence);
  const piece = marked ?? document.getElementById(`t-${evidence.turn}`);
  const stop = marked === null ? paper : marked.querySelector(".flag");
  if (stop instanceof HTMLElement) stop.focus({ preventScroll: true });
  if (isWide()) scrollPaper(paper, piece);
  else piece?.scrollIntoView({ block: "center", behavior: behaviour() });
}

/**
 * Scrolls within the transcript only, so that the list stays where it is.
 * @param {HTMLElement | null} paper
 * @param {Element | null} piece
 */
export function scrollPaper(paper, piece) {
  if (!paper || !piece) return;
  const top = piece.getBoundingClientRect().top - paper.getBoundingClientRect().top + paper.scrollTop;
  paper.scrollTo({ top: top - paper.clientHeight / 3, behavior: behaviour() });
}
