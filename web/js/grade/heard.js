// What was written down of a recording, pure: who says what can be changed, and turns can be cut and joined.

/** @typedef {import("../../types/wire.js").HeardTranscript} HeardTranscript */
/** @typedef {import("../../types/wire.js").HeardTurn} HeardTurn */
/** @typedef {import("../../types/wire.js").Speaker} Speaker */
/** @typedef {import("../../types/wire.js").Word} Word */
/** @typedef {HeardTranscript & {filename: string}} Heard */

/** @param {HeardTurn} turn @param {string} text */
const same = (turn, text) => turn.text.split(/\s+/u).filter(Boolean).join(" ") === text.split(/\s+/u).filter(Boolean).join(" ");

/**
 * A turn with other words. Their times are unknown then, but for the turn's own.
 * @param {HeardTurn} turn
 * @param {string} text
 * @returns {HeardTurn}
 */
export const reworded = (turn, text) => (same(turn, text) ? { ...turn, text } : { ...turn, text, words: [] });

/**
 * The turn cut in two at an offset; null where one of the two would be empty.
 * @param {HeardTurn} turn
 * @param {number} offset
 * @returns {[HeardTurn, HeardTurn] | null}
 */
export function cut(turn, offset) {
  const [before, after] = [turn.text.slice(0, offset).trim(), turn.text.slice(offset).trim()];
  if (before === "" || after === "") return null;
  const words = turn.words ?? [];
  const count = before.split(/\s+/u).length;
  const whole = words.length > 0 && /^\s|\s$/u.test(turn.text.slice(offset - 1, offset + 1));
  const [first, second] = whole ? [words.slice(0, count), words.slice(count)] : [[], []];
  const share = turn.text.length === 0 ? 0 : offset / turn.text.length;
  const between = turn.start_ms === null || turn.end_ms === null ? null : Math.round(turn.start_ms + (turn.end_ms - turn.start_ms) * share);
  return [
    { ...turn, text: before, end_ms: first[first.length - 1]?.end_ms ?? between, words: first },
    { ...turn, text: after, start_ms: second[0]?.start_ms ?? between, words: second },
  ];
}

/**
 * Two turns as one, said by the first's speaker.
 * @param {HeardTurn} before
 * @param {HeardTurn} after
 * @returns {HeardTurn}
 */
export function joined(before, after) {
  const known = (before.words ?? []).length > 0 && (after.words ?? []).length > 0;
  return {
    ...before,
    text: `${before.text.trim()} ${after.text.trim()}`.trim(),
    end_ms: after.end_ms ?? before.end_ms,
    words: known ? [...(before.words ?? []), ...(after.words ?? [])] : [],
  };
}

/** @param {Speaker} speaker @returns {Speaker} */
const other = (speaker) => (speaker === "candidate" ? "interviewer" : "candidate");

/**
 * Everyone says what the other one said.
 * @param {readonly HeardTurn[]} turns
 * @returns {HeardTurn[]}
 */
export const swapped = (turns) => turns.map((turn) => ({ ...turn, speaker: other(turn.speaker) }));

/**
 * @param {readonly HeardTurn[]} turns
 * @returns {import("./words.js").Tally}
 */
export function tallyHeard(turns) {
  const yours = turns.filter((turn) => turn.speaker === "candidate");
  return {
    speakers: new Set(turns.map((turn) => turn.speaker)).size,
    words: yours.reduce((sum, turn) => sum + (turn.text.match(/\S+/g)?.length ?? 0), 0),
    turns: yours.length,
  };
}

/**
 * The turns as they are sent, without empty ones. Words go along where they still are the text.
 * @param {readonly HeardTurn[]} turns
 * @returns {{speaker: Speaker, text: string, start_ms?: number, end_ms?: number, words?: Word[]}[]}
 */
export const sent = (turns) =>
  turns
    .filter((turn) => turn.text.trim() !== "")
    .map(({ speaker, text, start_ms, end_ms, words }) => ({
      speaker,
      text: text.trim(),
      ...(start_ms === null ? {} : { start_ms }),
      ...(end_ms === null ? {} : { end_ms }),
      ...(words && words.length > 0 ? { words } : {}),
    }));
