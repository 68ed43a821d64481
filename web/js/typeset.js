/** Authored content as it is set. */
import { curly } from "./format.js";

/** Markdown keeps its typewriter's marks, since it may hold code; its words are set when it is shown. */
const SOURCE = "body";

/**
 * A value of the server's content with every string in it set.
 * @template T
 * @param {T} value
 * @returns {T}
 */
export const typeset = (value) => /** @type {T} */ (set(value));

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function set(value) {
  if (typeof value === "string") return curly(value);
  if (Array.isArray(value)) return value.map(set);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === SOURCE ? one : set(one)]));
}
