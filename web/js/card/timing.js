// Where the time went, as one sentence computed from the minutes.
import { clock, listed, plural } from "../format.js";

/** @typedef {import("./view.js").PhaseRow} PhaseRow */

/** A phase may be this many minutes off its plan without remark. */
const SLACK = 0.75;

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/**
 * "a minute", "four minutes", "17 minutes".
 * @param {number} minutes
 */
function minuteWords(minutes) {
  const whole = Math.max(1, Math.round(minutes));
  return whole === 1 ? "a minute" : `${WORDS[whole] ?? whole} minutes`;
}

/**
 * Whether a phase got much less than its share of the time that was used.
 * @param {PhaseRow} row
 * @param {readonly PhaseRow[]} rows
 */
export function isShort(row, rows) {
  if (row.used === null) return false;
  const used = total(rows, "used");
  const planned = total(rows, "planned");
  const pace = planned > 0 ? Math.min(1, used / planned) : 1;
  return row.used < row.planned * pace * 0.5 && row.planned * pace - row.used >= SLACK;
}

/**
 * @param {readonly PhaseRow[]} rows
 * @returns {string} empty where no times are known
 */
export function timeSentence(rows) {
  if (!rows.some((row) => row.used !== null)) return "";
  const over = rows.filter((row) => row.used !== null && row.used - row.planned >= SLACK);
  const short = rows.filter((row) => isShort(row, rows));
  const unreached = rows.filter((row) => row.used === null || row.used === 0);
  const used = total(rows, "used");
  const planned = total(rows, "planned");

  if (over.length > 0) {
    const extra = over.reduce((sum, row) => sum + (row.used ?? 0) - row.planned, 0);
    const ran = `${sentence(over)} ran ${minuteWords(extra)} over${over.length > 1 ? " together" : ""}.`;
    if (unreached.length > 0) return `${ran} ${sentence(unreached)} ${unreached.length > 1 ? "were" : "was"} never reached.`;
    if (short.length > 0) return `${ran} That is what ${listed(short.map(lower))} lost.`;
    return over.length < rows.length ? `${ran} The rest kept to the plan.` : ran;
  }
  if (unreached.length > 0) {
    return `${sentence(unreached)} ${unreached.length > 1 ? "were" : "was"} never reached. You used ${clock(used * 60_000)} of ${plural(Math.round(planned), "minute")}.`;
  }
  if (used < planned * 0.75) {
    const most = [...rows].sort((a, b) => (b.used ?? 0) - (a.used ?? 0))[0];
    const spare = `You used ${clock(used * 60_000)} of ${plural(Math.round(planned), "minute")}`;
    if (short.length > 0) return `${spare}, and ${listed(short.map(lower))} got the least of it.`;
    return rows.length > 1 && most ? `${spare}, most of it on ${lower(most)}.` : `${spare}.`;
  }
  if (short.length > 0) {
    const row = /** @type {PhaseRow} */ (short[0]);
    return `${sentence(short)} got ${clock((row.used ?? 0) * 60_000)} of ${plural(row.planned, "minute")}. The rest kept to the plan.`;
  }
  return rows.length > 1 ? "Every phase kept within a minute of its plan." : "It kept within a minute of its plan.";
}

/** @param {PhaseRow} row */
const lower = (row) => row.title.charAt(0).toLowerCase() + row.title.slice(1);

/**
 * Titles as the subject of a sentence: "Data and modelling".
 * @param {readonly PhaseRow[]} rows
 */
const sentence = (rows) => listed(rows.map((row, i) => (i === 0 ? row.title : lower(row))));

/**
 * @param {readonly PhaseRow[]} rows
 * @param {"used" | "planned"} what
 */
const total = (rows, what) => rows.reduce((sum, row) => sum + (row[what] ?? 0), 0);
