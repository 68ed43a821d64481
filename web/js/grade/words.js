// A live count of who says how much, while an answer is pasted. The server reads the words for good.
import { plural } from "../format.js";

/**
 * @typedef {object} Tally
 * @property {number} speakers names found before the lines; 0 when there are none
 * @property {number} words of the candidate
 * @property {number} turns of the candidate
 */

const NAMED = /^\s*(?:[-*>#]+\s+)?(?:[[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*[-–]?\s*)?[*_]{0,2}([\p{L}][\p{L}\d.'’ -]{0,30}?)[*_]{0,2}\s*[:：][*_]{0,2}(?:\s|$)(.*)$/u;
const ASKS = new Set(["interviewer", "int", "q", "question", "examiner", "recruiter", "hiring manager", "host", "panel"]);
const ANSWERS = new Set(["candidate", "cand", "a", "answer", "me", "you", "myself", "interviewee", "applicant"]);
const TIMING = /-->/;
const CUE_NUMBER = /^\d+$/;

/** @param {string} text */
const wordsIn = (text) => text.match(/\S+/g)?.length ?? 0;

/**
 * @param {string} text plain text, captions or JSON
 * @returns {Tally}
 */
export function tally(text) {
  const trimmed = text.trimStart();
  if (trimmed.startsWith("{")) {
    const read = tallyJson(trimmed);
    if (read) return read;
  }
  const lines = text.split("\n");
  return TIMING.test(text) ? tallyLines(captions(lines)) : tallyLines(lines);
}

/**
 * Caption lines without numbers and times; voice tags become names.
 * @param {string[]} lines
 */
const captions = (lines) =>
  lines
    .filter((line) => !TIMING.test(line) && !CUE_NUMBER.test(line.trim()) && !/^WEBVTT/.test(line))
    .map((line) => line.replace(/^<v(?:\.[^ >]+)?\s+([^>]+)>/, "$1: ").replace(/<[^>]*>/g, ""));

/**
 * @param {string[]} lines
 * @returns {Tally}
 */
function tallyLines(lines) {
  const found = lines.map((line) => NAMED.exec(line));
  const names = [...new Set(found.flatMap((match) => (match?.[1] ? [match[1].trim().toLowerCase()] : [])))];
  const people = new Set(names.filter((name) => ASKS.has(name) || ANSWERS.has(name) || /^speaker \w{1,3}$/.test(name)));
  if (people.size === 0) {
    const words = lines.reduce((sum, line) => sum + wordsIn(line), 0);
    return { speakers: 0, words, turns: words > 0 ? 1 : 0 };
  }
  /** @type {Map<string, {words: number, turns: number}>} */
  const said = new Map();
  let current = "";
  for (const [index, line] of lines.entries()) {
    const match = found[index];
    const name = match?.[1]?.trim().toLowerCase() ?? "";
    const begins = people.has(name);
    if (begins && name !== current) said.set(name, { words: said.get(name)?.words ?? 0, turns: (said.get(name)?.turns ?? 0) + 1 });
    if (begins) current = name;
    const speaker = said.get(current);
    if (speaker) speaker.words += wordsIn(begins ? (match?.[2] ?? "") : line);
  }
  const yours = [...people].filter((name) => ANSWERS.has(name));
  const named = yours.length > 0 ? yours : [...said].filter(([name]) => !ASKS.has(name)).sort((a, b) => b[1].words - a[1].words).slice(0, 1).map(([name]) => name);
  return {
    speakers: people.size,
    words: named.reduce((sum, name) => sum + (said.get(name)?.words ?? 0), 0),
    turns: named.reduce((sum, name) => sum + (said.get(name)?.turns ?? 0), 0),
  };
}

/**
 * @param {string} text
 * @returns {Tally | null} null when it is no transcript
 */
function tallyJson(text) {
  const data = parsed(text);
  if (data === null || !Array.isArray(data["turns"])) return null;
  const turns = data["turns"].filter((turn) => typeof turn === "object" && turn !== null && typeof turn.text === "string");
  const yours = turns.filter((turn) => turn.speaker === "candidate");
  return {
    speakers: new Set(turns.map((turn) => turn.speaker)).size,
    words: yours.reduce((sum, turn) => sum + wordsIn(turn.text), 0),
    turns: yours.length,
  };
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | null}
 */
export function parsed(text) {
  try {
    const data = JSON.parse(text);
    return typeof data === "object" && data !== null && !Array.isArray(data) ? data : null;
  } catch {
    return null; // not JSON, or not yet while it is being typed
  }
}

/**
 * The tally as words: what is counted, and the rest of the sentence.
 * @param {Tally} counted
 * @returns {{lead: string, rest: string}}
 */
export function tallyWords({ speakers, words, turns }) {
  if (words === 0 && speakers === 0) return { lead: "Nothing here yet.", rest: "" };
  if (speakers === 0) return { lead: `${plural(words, "word")}.`, rest: "No names before the lines, so all of them count as yours." };
  if (words === 0) return { lead: `${plural(speakers, "speaker")}.`, rest: "None of these words are yours yet." };
  return { lead: `${plural(speakers, "speaker")}.`, rest: `${plural(words, "word")} of yours, ${plural(turns, "turn")}.` };
}
