/** Rounds that ask for the same, in several lengths. */

/** @typedef {import("../../types/wire.js").Round} Round */
/** @typedef {{main: Round, lengths: Round[]}} Family `main` stands for it in the list of rounds; `lengths` from the longest */

/**
 * What a round is made of, whatever its length.
 * @param {Round} round
 */
export const legKey = (round) => round.legs.map((leg) => leg.rubric).join("+");

/**
 * Rounds with the same legs are one choice, in several lengths.
 * @param {readonly Round[]} rounds
 * @returns {Family[]}
 */
export function families(rounds) {
  /** @type {Map<string, Family>} */
  const found = new Map();
  for (const round of rounds) {
    const family = found.get(legKey(round));
    if (!family) found.set(legKey(round), { main: round, lengths: [round] });
    else {
      family.lengths.push(round);
      if (family.main.short && !round.short) family.main = round;
    }
  }
  for (const family of found.values()) family.lengths.sort((a, b) => b.minutes - a.minutes);
  return [...found.values()];
}
