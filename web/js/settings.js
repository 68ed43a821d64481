/** Preferences of this browser. Storage that is blocked or full is done without. */
import { useEffect, useState } from "./html.js";

/** @typedef {import("../types/wire.js").Level} Level */
/** @typedef {import("../types/wire.js").Style} Style */
/** @typedef {import("../types/wire.js").Mode} Mode */

/**
 * @typedef {object} Preferences
 * @property {boolean} shortcuts letters as shortcuts
 * @property {Level} level
 * @property {Style} style
 * @property {Mode} mode
 * @property {string} round
 * @property {"embedded" | "llm"} grader for pasted answers
 * @property {boolean} speak interviews are held by voice: the last choice
 * @property {boolean} checked the microphone was tried out once
 * @property {import("../types/wire.js").EndpointingMode} ending how spoken turns end
 * @property {string} microphone its id; "" for the system's own
 * @property {boolean} aloud the interviewer's lines are said aloud
 */

/** @type {Readonly<Preferences>} */
const DEFAULTS = Object.freeze({
  shortcuts: true,
  level: "senior",
  style: "neutral",
  mode: "coach",
  round: "system-design",
  grader: "embedded",
  speak: false,
  checked: false,
  ending: "hands-free",
  microphone: "",
  aloud: true,
});
const PREFIX = "viva.";

/**
 * The stored value for a key, or null.
 * @param {string} key
 * @returns {string | null}
 */
export function stored(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null; // storage is blocked in this browser
  }
}

/**
 * Stores a value; null removes it. Says whether it was kept.
 * @param {string} key
 * @param {string | null} value
 */
export function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
    return true;
  } catch {
    return false; // blocked or full
  }
}

/** Removes everything that this page keeps in the browser, drafts included. */
export function forgetAll() {
  chosen.clear();
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // storage is blocked, so nothing is kept
  }
}

/** What was chosen since the page was opened, so that a choice holds without storage. */
/** @type {Map<string, string>} */
const chosen = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();

/**
 * @template {keyof Preferences} K
 * @param {K} name
 * @returns {Preferences[K]}
 */
export function preference(name) {
  const raw = chosen.get(name) ?? stored(`pref.${name}`);
  if (raw === null) return DEFAULTS[name];
  const value = typeof DEFAULTS[name] === "boolean" ? raw === "true" : raw;
  return /** @type {Preferences[K]} */ (value);
}

/**
 * @template {keyof Preferences} K
 * @param {K} name
 * @param {Preferences[K]} value
 */
export function setPreference(name, value) {
  chosen.set(name, String(value));
  store(`pref.${name}`, String(value));
  for (const listener of listeners) listener();
}

/**
 * A preference as state: [value, set].
 * @template {keyof Preferences} K
 * @param {K} name
 * @returns {[Preferences[K], (value: Preferences[K]) => void]}
 */
export function usePreference(name) {
  const [value, show] = useState(() => preference(name));
  useEffect(() => {
    const refresh = () => show(preference(name));
    listeners.add(refresh);
    return () => {
      listeners.delete(refresh);
    };
  }, [name]);
  return [value, (next) => setPreference(name, next)];
}
