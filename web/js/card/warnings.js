// What a scorecard's warnings are: what to beware of, or only who judged and what that took.
import { noVerdict } from "./verdict.js";

/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */

/** A language model's account of its work: "Judged by qwen3:8b: 15 calls, 41,202 tokens, 38 s." */
const isAccount = (/** @type {string} */ warning) => warning.startsWith("Judged by ");

/**
 * Who judged and what that took, in the judge's own words.
 * @param {Pick<Scorecard, "warnings">} card
 */
export const accounts = (card) => card.warnings.filter(isAccount);

/**
 * What to beware of, but for why there is no verdict, which stands beside it.
 * @param {Pick<Scorecard, "verdict" | "warnings">} card
 */
export const cautions = (card) => card.warnings.filter((warning) => !isAccount(warning) && warning !== noVerdict(card));
