// What stands behind a label besides its evidence: how sure the grader is, and what came near.

/** @typedef {import("../../types/wire.js").Evidence} Evidence */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/** From each confidence (0..1) on, these words. @type {readonly [number, string][]} */
const BANDS = [
  [0.9, "Very sure"],
  [0.7, "Fairly sure"],
  [0.5, "Not very sure"],
  [0, "Hardly more than a guess"],
];

/**
 * A confidence in words.
 * @param {number} confidence 0..1
 */
export const sureWords = (confidence) => BANDS.find(([from]) => confidence >= from)?.[1] ?? "Hardly more than a guess";

/**
 * Which way a can't call leans, in words. Only the embedded grader measures it.
 * @param {number} covered the probability that it is covered, 0..1; 0 where none was measured
 */
export const leanWords = (covered) => (covered === 0 ? "" : covered >= 0.55 ? "Rather covered than not" : covered > 0.45 ? "As likely covered as not" : "Rather not covered");

/**
 * Words that come near a criterion and earn nothing.
 * @typedef {object} Near
 * @property {string} words the quote, perhaps cut off with dots
 * @property {string} looks what they look like, as a sentence
 * @property {string} rest what else the reason says
 */

/** How the embedded grader puts it, and what it looks like. @type {readonly [string, string][]} */
const LOOKS = [
  ["reads as waved off", "This looks waved off."],
  ["reads as handed to somebody else", "This looks delegated: somebody else would do it."],
  ["reads as what others do, not what you would do", "This looks like hearsay: what others do, not what you would do."],
  ["names it without saying what you would do", "This looks like bare keywords: nothing says what you would do."],
];

/** The reason of a criterion that a language model left to the embedded grader begins with saying so. */
const NEAR = /^(Judged by the embedded grader: [^.]+\. )?“(.+?)” ((?:reads as|names it) [^.]+)\.\s*/su;

/**
 * The near miss that a reason begins with, after who judged; null where it begins with none.
 * @param {string} reason
 * @returns {Near | null}
 */
export function nearMiss(reason) {
  const found = NEAR.exec(reason);
  const [whole, judged = "", words, how] = found ?? [];
  if (whole === undefined || words === undefined || how === undefined) return null;
  const looks = LOOKS.find(([said]) => said === how)?.[1] ?? `This ${how}.`;
  return { words, looks, rest: judged + reason.slice(whole.length) };
}

/**
 * Where the candidate said these words. White space does not count, nor do the dots of a quote that was cut off.
 * @param {SessionView["turns"]} turns
 * @param {string} words
 * @returns {Evidence | null}
 */
export function findWords(turns, words) {
  const parts = words.replace(/ …$/u, "").split(/\s+/u).filter(Boolean);
  if (parts.length === 0) return null;
  const pattern = new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "u");
  for (const [turn, { speaker, text }] of turns.entries()) {
    const found = speaker === "candidate" ? pattern.exec(text) : null;
    if (found) return { turn, start: found.index, end: found.index + found[0].length, quote: found[0] };
  }
  return null;
}
