// The words of a spoken turn: where each stands in the text, when it was said, and how surely it was heard.
import { SMALL_WORDS } from "./small-words.js";

/** @typedef {import("../../types/wire.js").Turn} Turn */

/**
 * A word of a spoken turn.
 * @typedef {object} SaidWord
 * @property {number} start offset into the turn's text
 * @property {number} end
 * @property {number} from ms
 * @property {number} to ms
 * @property {number} probability 0..1
 */

/** Below this a word may well be another one. */
const UNSURE = 0.5;
/** Share of a turn's words that are marked at most: marking everything marks nothing. */
const MOST_MARKED = 0.15;

/** @type {WeakMap<Pick<Turn, "text" | "words">, readonly SaidWord[]>} */
const kept = new WeakMap();

/**
 * The words with their places, in order. Empty where nothing is known of single words, as in typed turns.
 * @param {Pick<Turn, "text" | "words">} turn
 * @returns {readonly SaidWord[]}
 */
export function saidWords(turn) {
  const known = kept.get(turn);
  if (known) return known;
  const words = turn.words ?? [];
  const places = words.length === 0 ? [] : [...turn.text.matchAll(/\S+/gu)];
  const said =
    places.length !== words.length
      ? []
      : words.map((word, index) => {
          const start = places[index]?.index ?? 0;
          return { start, end: start + (places[index]?.[0].length ?? 0), from: word.start_ms, to: word.end_ms, probability: word.probability };
        });
  kept.set(turn, said);
  return said;
}

/** @typedef {{start: number, end: number}} Span offsets */

/** @type {WeakMap<Pick<Turn, "text" | "words">, readonly Span[]>} */
const doubts = new WeakMap();

/** What ends a word and is no part of it. */
const STOP = /[\s,.;:!?…”’")]+$/u;

/** What stands around a word and is no part of it. */
const AROUND = /^[.,;:!?…"'“”()]+|[.,;:!?…"'“”()]+$/gu;

/** @param {string} word */
const bare = (word) => word.replace(AROUND, "").toLowerCase().replaceAll("’", "'");

/**
 * The words worth correcting: heard unsurely, not small, and of many the least sure.
 * @param {Pick<Turn, "text" | "words">} turn
 * @returns {ReadonlySet<SaidWord>}
 */
function unsureWords(turn) {
  const said = saidWords(turn);
  const telling = (/** @type {SaidWord} */ { start, end }) => {
    const word = bare(turn.text.slice(start, end));
    return word !== "" && !SMALL_WORDS.has(word);
  };
  const unsure = said.filter((word) => word.probability < UNSURE && telling(word)).sort((a, b) => a.probability - b.probability);
  return new Set(unsure.slice(0, Math.max(1, Math.round(MOST_MARKED * said.length))));
}

/**
 * The words that may have been misheard and are worth correcting, without the punctuation after them; neighbours are one span.
 * @param {Pick<Turn, "text" | "words">} turn
 * @returns {readonly Span[]} always the same for the same turn
 */
export function unsureSpans(turn) {
  const known = doubts.get(turn);
  if (known) return known;
  const marked = unsureWords(turn);
  /** @type {Span[]} */
  const spans = [];
  let before = false;
  for (const word of saidWords(turn)) {
    const unsure = marked.has(word);
    const last = spans[spans.length - 1];
    if (unsure && before && last) last.end = word.end;
    else if (unsure) spans.push({ start: word.start, end: word.end });
    before = unsure;
  }
  const found = spans.map(({ start, end }) => ({ start, end: start + Math.max(1, turn.text.slice(start, end).replace(STOP, "").length) }));
  doubts.set(turn, found);
  return found;
}

/**
 * When a place in a turn was said: by its words, else the text is taken to come evenly over the turn.
 * @param {Turn} turn
 * @param {number} offset
 * @returns {number | null} ms; null where the turn has no times
 */
export function momentOf(turn, offset) {
  if (turn.start_ms === null) return null;
  const said = saidWords(turn);
  const word = said.find((one) => one.end > offset);
  if (word) return word.from;
  const end = turn.end_ms ?? turn.start_ms;
  if (said.length > 0) return said[said.length - 1]?.to ?? end;
  const share = turn.text.length === 0 ? 0 : Math.min(1, offset / turn.text.length);
  return Math.round(turn.start_ms + (end - turn.start_ms) * share);
}

/**
 * The word of a turn that is being said or typed. A spoken word lasts until the next begins; before the first it is
 * an empty span at the start.
 * @param {Turn} turn
 * @param {number} at ms
 * @returns {Span | null} null when the turn is over or its words come at once
 */
export function wordAt(turn, at) {
  const start = turn.start_ms ?? 0;
  const end = turn.end_ms ?? start;
  if (at >= end || end <= start) return null;
  const said = saidWords(turn);
  if (said.length > 0) {
    const word = said.findLast((one) => one.from <= at);
    return word ? { start: word.start, end: word.end } : { start: 0, end: 0 };
  }
  const offset = Math.floor(((at - start) / (end - start)) * turn.text.length);
  const before = /\S*$/.exec(turn.text.slice(0, offset))?.[0].length ?? 0;
  const after = /^\s*\S*/.exec(turn.text.slice(offset))?.[0].length ?? 0;
  const from = offset - before;
  const skipped = before === 0 ? (/^\s*/.exec(turn.text.slice(from))?.[0].length ?? 0) : 0;
  return { start: from + skipped, end: before === 0 ? offset + after : offset + (/^\S*/.exec(turn.text.slice(offset))?.[0].length ?? 0) };
}
