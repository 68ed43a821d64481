/** What the grader card's figures are not about: a model of one's own, and weights that came after. */

/** @typedef {import("../../types/wire.js").GraderCard} GraderCard */

/**
 * @param {GraderCard} card
 * @returns {string} "" where the embedded grader judges
 */
export const unmeasured = ({ grader }) =>
  grader.kind === "llm"
    ? `How far ${grader.model ?? "your language model"} agrees with people was not measured. It judges your answers; this card is of the grader that steps in where it fails.`
    : "";

/**
 * @param {GraderCard} card
 * @returns {string} "" where the card is of the weights in place
 */
export function otherWeights({ version, weights, agreement }) {
  if (weights === null || weights === version) return "";
  const known = agreement.map((round) => `${round.title} ${round.kappa.toFixed(2)}`).join(", ");
  const theirs = known && ` Their kappas, as measured when they were made: ${known}.`;
  return `This card is of ${version === null ? "weights that it does not name" : `the weights ${version}`}, and those in place are ${weights}: its figures are not theirs.${theirs}`;
}
