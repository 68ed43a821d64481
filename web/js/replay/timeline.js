// A session laid out in time: phases, what was asked, what was earned, and the silences between.
import { momentOf } from "../card/words.js";
import { clock } from "../format.js";
import { labelWord } from "../labels.js";

/** @typedef {import("../../types/wire.js").Label} Label */
/** @typedef {import("../../types/wire.js").Peaks} Peaks */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../../types/wire.js").Turn} Turn */

/** @typedef {{key: string, title: string, leg: number, start: number, end: number}} Band */
/** @typedef {{key: string, at: number, name: string, kind: "probe" | "hint"}} Asked */
/** @typedef {{key: string, at: number, end: number, name: string, label: Label, criterion: string}} Earned */
/** @typedef {{start: number, end: number}} Span */

/**
 * A recording on the line.
 * @typedef {object} Clip
 * @property {number} turn
 * @property {boolean} you the candidate's
 * @property {number} start ms
 * @property {number} end ms; what the recording has after it is not played
 */

/**
 * @typedef {object} Timeline
 * @property {number} length ms
 * @property {Band[]} bands
 * @property {Asked[]} asked
 * @property {Earned[]} earned one for each criterion that has evidence
 * @property {number[]} moments times worth a jump, in order
 * @property {Span[]} busy when something is said or typed, in order, not overlapping
 * @property {Clip[]} clips the recordings, in order; empty where nothing was recorded
 */

/** Reading time of an interviewer's line, which has no length of its own. */
const MS_PER_WORD = 260;
const LEAST_READING = 1_200;
const MOST_READING = 6_000;
/** A silence this long can be skipped; this much of it stays. */
const LONG_SILENCE = 4_000;
const LEAD_IN = 600;

/** A spoken turn is busy this long before and after its voice is heard. */
const BREATH = 300;

/**
 * @param {SessionView} session
 * @param {Scorecard | null} card
 * @param {Peaks | null} [peaks] which recordings there are, and how long; without, the session's word is taken for it
 * @returns {Timeline | null} null when nothing in it has a time
 */
export function timeline(session, card, peaks = null) {
  const timed = session.turns.filter((turn) => turn.start_ms !== null);
  if (timed.length === 0) return null;
  const ends = [...timed.map((turn) => turn.end_ms ?? turn.start_ms ?? 0), ...session.phases.map((phase) => phase.left_ms ?? phase.entered_ms)];
  const clips = clipsOf(session.turns, peaks);
  const length = Math.max(1_000, ...ends, ...timed.map((turn) => readUntil(turn)), ...clips.map((clip) => clip.end));
  const bands = session.phases.map((phase, index) => ({
    key: `${phase.leg}-${phase.phase}-${index}`,
    title: phase.title,
    leg: phase.leg,
    start: phase.entered_ms,
    end: phase.left_ms ?? length,
  }));
  const asked = session.turns.flatMap((turn, index) => askedAt(turn, index));
  const earned = card === null ? [] : earnedIn(session, card);
  const moments = [...new Set([...bands.map((band) => band.start), ...asked.map((pin) => pin.at), ...earned.map((pin) => pin.at)])].sort((a, b) => a - b);
  return { length, bands, asked, earned, moments, busy: busySpans(timed), clips };
}

/**
 * The recordings where they were made. An interviewer's line ends where it was cut.
 * @param {readonly Turn[]} turns
 * @param {Peaks | null} peaks
 * @returns {Clip[]}
 */
function clipsOf(turns, peaks) {
  /** @type {Clip[]} */
  const clips = [];
  for (const [index, turn] of turns.entries()) {
    const start = turn.audio_ms ?? null;
    if (start === null || (peaks && !peaks.turns[index])) continue;
    const you = turn.speaker === "candidate";
    const until = turn.end_ms ?? start;
    const long = peaks ? (peaks.turns[index]?.length ?? 0) * peaks.ms_per_peak : null;
    const end = long === null ? until : you ? start + long : Math.min(until, start + long);
    if (end > start) clips.push({ turn: index, you, start, end });
  }
  return clips.sort((a, b) => a.start - b.start);
}

/** @param {Turn} turn */
function readUntil(turn) {
  const start = turn.start_ms ?? 0;
  if (turn.speaker === "candidate" || (turn.end_ms ?? start) > start) return turn.end_ms ?? start;
  return start + Math.min(MOST_READING, Math.max(LEAST_READING, turn.text.split(/\s+/).length * MS_PER_WORD));
}

/**
 * @param {Turn} turn
 * @param {number} index
 * @returns {Asked[]}
 */
function askedAt(turn, index) {
  if (turn.start_ms === null || (turn.act !== "probe" && turn.act !== "deepen" && turn.act !== "hint")) return [];
  const kind = turn.act === "hint" ? "hint" : "probe";
  const word = kind === "hint" ? "Hint" : "Probe";
  return [{ key: String(index), at: turn.start_ms, kind, name: `${word}, ${clock(turn.start_ms)}: ${turn.text}` }];
}

/**
 * @param {SessionView} session
 * @param {Scorecard} card
 * @returns {Earned[]}
 */
function earnedIn(session, card) {
  /** @type {Earned[]} */
  const pins = [];
  for (const criterion of card.criteria) {
    const evidence = criterion.evidence[0];
    const turn = evidence && session.turns[evidence.turn];
    const at = evidence && turn ? momentOf(turn, evidence.start) : null;
    if (!evidence || !turn || at === null) continue;
    pins.push({
      key: criterion.id,
      criterion: criterion.id,
      at,
      end: momentOf(turn, evidence.end) ?? at,
      label: criterion.label,
      name: `${criterion.name}, ${labelWord(criterion.label).toLowerCase()}, ${clock(at)}`,
    });
  }
  return pins.sort((a, b) => a.at - b.at);
}

/**
 * When a turn is under way: of a spoken one only where a voice is heard, so that long pauses in it are silence too.
 * @param {Turn} turn
 * @returns {Span[]}
 */
function soundOf(turn) {
  const voiced = turn.voiced ?? [];
  if (voiced.length === 0) return [{ start: turn.start_ms ?? 0, end: readUntil(turn) }];
  return voiced.map((one) => ({ start: Math.max(0, one.start_ms - BREATH), end: one.end_ms + BREATH }));
}

/**
 * @param {readonly Turn[]} turns
 * @returns {Span[]}
 */
function busySpans(turns) {
  const spans = turns.flatMap(soundOf).sort((a, b) => a.start - b.start);
  /** @type {Span[]} */
  const joined = [];
  for (const span of spans) {
    const last = joined[joined.length - 1];
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else joined.push({ ...span });
  }
  return joined;
}

/**
 * Where to go on when silences are skipped: the same time, or just before something is said again.
 * @param {Timeline} line
 * @param {number} at
 */
export function pastSilence(line, at) {
  if (line.busy.some((span) => at >= span.start && at < span.end)) return at;
  const next = line.busy.find((span) => span.start > at);
  const resume = (next?.start ?? line.length) - LEAD_IN;
  return resume - at > LONG_SILENCE - LEAD_IN ? resume : at;
}

/**
 * How much of the session is silence that can be skipped, in ms.
 * @param {Timeline} line
 */
export function skippable(line) {
  let sum = 0;
  let end = 0;
  for (const span of [...line.busy, { start: line.length, end: line.length }]) {
    if (span.start - end > LONG_SILENCE) sum += span.start - end - LEAD_IN;
    end = span.end;
  }
  return sum;
}

/**
 * The turn that is under way or was the last to begin, -1 before the first.
 * @param {readonly Turn[]} turns
 * @param {number} at
 */
export function turnAt(turns, at) {
  let found = -1;
  for (const [index, turn] of turns.entries()) if (turn.start_ms !== null && turn.start_ms <= at) found = index;
  return found;
}

/**
 * Pins on a lane without overlap: rows as needed, and within a row as little shifted as can be.
 * @param {readonly number[]} times in order
 * @param {number} length of the session
 * @param {number} width of the lane in px
 * @param {number} size of a pin in px
 * @returns {{rows: number, places: {x: number, row: number}[]}} `x` is a pin's left edge
 */
export function placePins(times, length, width, size) {
  const wanted = times.map((time) => Math.min(width - size, Math.max(0, (time / length) * width - size / 2)));
  const least = Math.max(1, Math.ceil((times.length * size) / Math.max(size, width)));
  for (let rows = least; ; rows += 1) {
    const places = inRows(wanted, rows, width, size);
    const shift = Math.max(0, ...places.map((place, index) => Math.abs(place.x - (wanted[index] ?? 0))));
    if (shift <= size || rows >= least + 2) return { rows, places };
  }
}

/**
 * @param {readonly number[]} wanted
 * @param {number} rows
 * @param {number} width
 * @param {number} size
 */
function inRows(wanted, rows, width, size) {
  const last = /** @type {number[]} */ (Array(rows).fill(-size));
  const places = wanted.map((x) => {
    const free = last.findIndex((edge) => edge + size <= x);
    const row = free >= 0 ? free : last.indexOf(Math.min(...last));
    const at = Math.max(x, (last[row] ?? 0) + size);
    last[row] = at;
    return { x: at, row };
  });
  for (let row = 0; row < rows; row += 1) {
    let limit = width - size;
    for (const place of [...places].reverse()) {
      if (place.row !== row) continue;
      place.x = Math.min(place.x, limit);
      limit = place.x - size;
    }
  }
  return places;
}
