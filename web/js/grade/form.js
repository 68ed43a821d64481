// What the form that grades needs, and what a file says of itself.
import { tallyHeard } from "./heard.js";
import { LEAST } from "./points.js";
import { parsed } from "./words.js";

/** @typedef {import("../../types/wire.js").Round} Round */
/** @typedef {import("./draft.js").Draft} Draft */

/** Rounds whose questions have key points. */
export const POINTED = "fundamentals";

/**
 * What is wrong with the form, by field.
 * @typedef {{text?: string, own?: string, points?: string}} Faults
 */

/** @param {Draft} draft */
export const given = (draft) => draft.points.map((point) => point.trim()).filter(Boolean);

/**
 * @param {Draft} draft
 * @returns {Faults}
 */
export function check(draft) {
  /** @type {Faults} */
  const faults = {};
  if (draft.heard) {
    if (tallyHeard(draft.heard.turns).words === 0) faults.text = "None of the turns is yours. Say which ones are.";
  } else if (draft.text.trim() === "") faults.text = "Paste an answer, or open a file.";
  if (draft.question === null && draft.round === POINTED) {
    if (draft.own.trim() === "") faults.own = "Say what was asked, in a few words.";
    const points = given(draft).length;
    if (points > 0 && points < LEAST) faults.points = `Give at least ${LEAST} points, or none. Without any, only the mechanism, when to use it and the example are graded.`;
  }
  return faults;
}

/**
 * What a JSON transcript says of itself: its round, question and key points.
 * @param {string} text
 * @param {readonly Round[]} rounds
 * @returns {Partial<Draft>}
 */
export function stated(text, rounds) {
  const data = text.trimStart().startsWith("{") ? parsed(text) : null;
  if (data === null) return {};
  const round = rounds.find((one) => one.id === data["round"])?.id;
  const question = typeof data["question"] === "string" ? data["question"] : "";
  const known = /^[a-z0-9-]+$/.test(question);
  const points = Array.isArray(data["key_points"]) ? data["key_points"].filter((point) => typeof point === "string") : [];
  return {
    ...(round ? { round } : {}),
    ...(question ? { question: known ? question : null, own: known ? "" : question } : {}),
    ...(points.length > 0 ? { points } : {}),
  };
}
