// The answer that is being pasted, kept in the browser until it is graded.
import { preference, store, stored } from "../settings.js";

/** @typedef {import("../../types/wire.js").Level} Level */
/** @typedef {import("./heard.js").Heard} Heard */

/**
 * @typedef {object} Draft
 * @property {string} text
 * @property {string} filename the file it came from; empty when it was typed or pasted
 * @property {string} round
 * @property {string | null} question id; null for one of one's own
 * @property {string} own the own question's words
 * @property {string[]} points
 * @property {Level} level
 * @property {"embedded" | "llm"} grader
 * @property {Heard | null} heard what was written down of a recording; it is graded in place of the text
 */

const KEY = "draft.grade";

/** @returns {Draft} */
export const emptyDraft = () => ({
  text: "",
  filename: "",
  round: "",
  question: null,
  own: "",
  points: [],
  level: preference("level"),
  grader: preference("grader"),
  heard: null,
});

/** @returns {Draft} */
export function loadDraft() {
  const raw = stored(KEY);
  if (raw === null) return emptyDraft();
  try {
    const data = JSON.parse(raw);
    const start = emptyDraft();
    if (typeof data !== "object" || data === null) return start;
    const points = Array.isArray(data.points) ? data.points.filter((/** @type {unknown} */ point) => typeof point === "string") : [];
    return { ...start, ...strings(data), question: typeof data.question === "string" ? data.question : null, points, heard: heardIn(data.heard) };
  } catch {
    return emptyDraft(); // an older or damaged draft
  }
}

/**
 * Keeps the draft. Says whether the browser had room for it.
 * @param {Draft} draft
 */
export const keepDraft = (draft) => store(KEY, draft.text === "" && draft.heard === null && draft.own === "" && draft.points.length === 0 ? null : JSON.stringify(draft));

/** Forgets it, once it is graded. */
export const dropDraft = () => store(KEY, null);

/**
 * The fields of a stored draft that are plain text and known.
 * @param {Record<string, unknown>} data
 * @returns {Partial<Draft>}
 */
function strings(data) {
  /** @type {Record<string, unknown>} */
  const kept = {};
  for (const name of ["text", "filename", "round", "own"]) if (typeof data[name] === "string") kept[name] = data[name];
  if (["mid", "senior", "staff"].includes(String(data["level"]))) kept["level"] = data["level"];
  if (["embedded", "llm"].includes(String(data["grader"]))) kept["grader"] = data["grader"];
  return kept;
}

/**
 * @param {unknown} data
 * @returns {Heard | null}
 */
function heardIn(data) {
  if (typeof data !== "object" || data === null) return null;
  const { turns, speakers, note, filename } = /** @type {Partial<Heard>} */ (data);
  const whole = Array.isArray(turns) && turns.every((turn) => typeof turn === "object" && turn !== null && typeof turn.text === "string");
  if (!whole || typeof filename !== "string") return null;
  return { turns, speakers: speakers === 2 ? 2 : 1, note: typeof note === "string" ? note : null, filename };
}
