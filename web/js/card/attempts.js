// Other attempts that a session can be compared with: the same question first, else the same round.
import { day } from "../format.js";
import { useLoad } from "../load.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").SessionSummary} SessionSummary */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/**
 * @typedef {object} Attempts
 * @property {SessionSummary[]} same graded attempts at the same question, newest first
 * @property {SessionSummary[]} round graded sessions of the same kind of round with another question
 */

/**
 * @param {readonly SessionSummary[]} all
 * @param {SessionView} session
 * @returns {Attempts}
 */
export function attemptsAt(all, session) {
  const others = all.filter((one) => one.id !== session.id && one.state === "graded" && family(one.round) === family(session.round.id));
  return {
    same: others.filter((one) => one.title === session.title),
    round: others.filter((one) => one.title !== session.title),
  };
}

/**
 * A short round and its full form are graded with the same rubric.
 * @param {string} round
 */
const family = (round) => round.replace(/-short$/, "");

/** @param {SessionView} session */
export const useAttempts = (session) => useLoad(async () => attemptsAt(await wire.sessions(), session), [session.id]);

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/**
 * When an attempt was made: "2 Nov"; "2 Nov, 14:05" beside another one of that day.
 * @param {{created_at: string}} session
 * @param {{created_at: string}} beside
 */
export function attemptDay(session, beside) {
  const date = day(session.created_at);
  return date === day(beside.created_at) ? `${date}, ${CLOCK.format(new Date(session.created_at))}` : date;
}

/**
 * "2 Nov, pasted".
 * @param {{created_at: string, source: string}} session
 * @param {{created_at: string}} beside
 */
export const attemptName = (session, beside) => `${attemptDay(session, beside)}${session.source === "paste" ? ", pasted" : ""}`;
