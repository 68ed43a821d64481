/** Numbers, times and names as words. */

/** @typedef {import("../types/wire.js").Verdict} Verdict */

/**
 * 581000 -> "9:41"; an hour and more -> "1:02:03".
 * @param {number} ms
 */
export function clock(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(all % 60).padStart(2, "0");
  const minutes = Math.floor(all / 60);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${seconds}`;
}

/**
 * The length as a screen reader should say it: "9 minutes 41 seconds".
 * @param {number} ms
 */
export function spokenTime(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(all / 60);
  const seconds = all % 60;
  if (minutes === 0) return plural(seconds, "second");
  return seconds === 0 ? plural(minutes, "minute") : `${plural(minutes, "minute")} ${plural(seconds, "second")}`;
}

/**
 * A length in whole minutes, where a clock would be taken for the time of day: "24 min".
 * @param {number} ms
 */
export const lengthWords = (ms) => `${Math.max(1, Math.round(ms / 60_000))} min`;

/**
 * Minutes without a needless decimal: 10 -> "10", 2.5 -> "2.5".
 * @param {number} minutes
 */
export const minutes = (minutes) => String(Math.round(minutes * 10) / 10);

const DAY_MONTH = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_MONTH_LONG = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const WITH_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/**
 * "12 Nov"; with the year when it is not this one.
 * @param {string} iso
 */
export function day(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  return (date.getFullYear() === new Date().getFullYear() ? DAY_MONTH : WITH_YEAR).format(date);
}

/**
 * "12 November".
 * @param {string} iso
 */
export function dayLong(iso) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? "" : DAY_MONTH_LONG.format(date);
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

/**
 * "a", "a and b", "a, b and c".
 * @param {readonly string[]} items
 */
export const listed = (items) =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/**
 * 1536 -> "1.5 kB".
 * @param {number} bytes
 */
export function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit]}`;
}

/**
 * First letter upper-case.
 * @param {string} text
 */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Authored words as they are set: an apostrophe for the typewriter's mark. As long as before, so offsets hold.
 * @param {string} text
 */
export const curly = (text) => text.replace(/(?<=[\p{L}\p{N}])'/gu, "’");

/** @type {Record<Verdict, string>} */
const VERDICTS = { "strong-no-hire": "Strong no hire", "no-hire": "No hire", hire: "Hire", "strong-hire": "Strong hire" };

/**
 * The verdict's words; null was not called.
 * @param {Verdict | null} verdict
 */
export const verdictWords = (verdict) => (verdict === null ? "No verdict" : VERDICTS[verdict]);

/** @type {Record<string, string>} */
const THEMES = {
  ambiguity: "Ambiguity",
  failure: "Failure",
  "cross-functional": "Working across functions",
  ethics: "Ethics and bias",
  leadership: "Leadership",
  conflict: "Conflict",
  "about-you": "About you",
};

/** Parts of an id that are not written as they are spelt there. @type {Record<string, string>} */
const SPELT = {
  "a b testing": "A/B testing",
  ai: "AI",
  "e commerce": "e-commerce",
  "fine tuning": "fine-tuning",
  "human in the loop": "human-in-the-loop",
  llm: "LLM",
  mlops: "MLOps",
  nlp: "NLP",
  "on device": "on-device",
  peft: "PEFT",
  rag: "RAG",
  "trade offs": "trade-offs",
};
const SPELT_PARTS = new RegExp(`\\b(?:${Object.keys(SPELT).join("|")})\\b`, "g");

/**
 * An id as words: a theme's name, or the id with spaces, its acronyms and hyphens in place.
 * @param {string} id
 */
export const themeWords = (id) => THEMES[id] ?? capital(id.replaceAll("-", " ").replace(SPELT_PARTS, (part) => SPELT[part] ?? part));
