// A scorecard names criteria and phases by id; the session knows their titles, legs and times.
// This joins the two into what the pages show.

/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").Counts} Counts */
/** @typedef {import("../../types/wire.js").LegLens} LegLens */
/** @typedef {import("../../types/wire.js").Prompted} Prompted */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("./spans.js").Mark} Mark */

/**
 * A phase's row: minutes are null where no times are known.
 * @typedef {object} PhaseRow
 * @property {string} key
 * @property {string} title
 * @property {number} leg
 * @property {number | null} used
 * @property {number} planned
 * @property {number | null} score
 */

/**
 * Criteria that belong together: a phase of one leg.
 * @typedef {object} Group
 * @property {string} key
 * @property {string} title
 * @property {number} leg
 * @property {CriterionResult[]} criteria
 */

/**
 * @typedef {object} CardView
 * @property {SessionView} session
 * @property {Scorecard} card
 * @property {Group[]} groups in the order of the interview
 * @property {CriterionResult[]} ordered all criteria in the order of `groups`
 * @property {PhaseRow[]} rows
 * @property {Counts} counts
 * @property {Map<number, Mark[]>} marks evidence by turn
 * @property {boolean} timed whether phases have times
 * @property {boolean} looped whether the round has several legs
 * @property {boolean} stepped whether another framework's steps stand in place of the phases
 */

/** Criteria of no phase in particular. */
const ANY = "any";

/**
 * @param {SessionView} session
 * @param {Scorecard} card
 * @param {readonly LegLens[]} [lenses] another framework's steps, for the legs that have them
 * @returns {CardView}
 */
export function cardView(session, card, lenses = []) {
  const groups = grouped(session, card, lenses);
  const rows = steppedRows(phaseRows(session, card), lenses);
  return {
    session,
    card,
    groups,
    ordered: groups.flatMap((group) => group.criteria),
    rows,
    counts: counted(card.criteria),
    marks: marksOf(card),
    timed: rows.some((row) => row.used !== null),
    looped: session.round.legs.length > 1,
    stepped: lenses.length > 0,
  };
}

/**
 * @param {readonly CriterionResult[]} criteria
 * @returns {Counts}
 */
export function counted(criteria) {
  /** @param {CriterionResult["label"]} label */
  const of = (label) => criteria.filter((criterion) => criterion.label === label).length;
  return { full: of(2), partial: of(1), missing: of(0), unscored: of(null) };
}

/**
 * Evidence as marks, by turn.
 * @param {Scorecard} card
 * @returns {Map<number, Mark[]>}
 */
export function marksOf(card) {
  /** @type {Map<number, Mark[]>} */
  const marks = new Map();
  for (const criterion of card.criteria) {
    for (const { turn, start, end } of criterion.evidence) {
      const here = marks.get(turn) ?? [];
      here.push({ criterion: criterion.id, start, end });
      marks.set(turn, here);
    }
  }
  return marks;
}

/**
 * How many criteria were earned in which way; those that were not called or not earned are left out.
 * @param {readonly CriterionResult[]} criteria
 * @returns {string} "11 unprompted, 2 after a probe, 1 after a hint"
 */
export function ledgerWords(criteria) {
  /** @type {[Prompted, string][]} */
  const words = [
    ["unprompted", "unprompted"],
    ["after-probe", "after a probe"],
    ["after-hint", "after a hint"],
  ];
  return words
    .map(([prompted, word]) => {
      const earned = criteria.filter((c) => c.label !== null && c.label > 0 && c.prompted === prompted);
      return earned.length > 0 ? `${earned.length} ${word}` : "";
    })
    .filter(Boolean)
    .join(", ");
}

/**
 * @param {SessionView} session
 * @param {Scorecard} card
 * @param {readonly LegLens[]} lenses
 * @returns {Group[]}
 */
function grouped(session, card, lenses) {
  const places = new Map(session.criteria.map((criterion) => [criterion.id, criterion]));
  const steps = new Map(lenses.flatMap((lens) => lens.steps.flatMap((step) => step.criteria.map((id) => [`${lens.leg}-${id}`, step.id]))));
  /** @type {Group[]} */
  const groups = session.round.legs.flatMap((leg, index) => [
    ...(lenses.find((lens) => lens.leg === index)?.steps ?? leg.phases).map((phase) => ({
      key: `${index}-${phase.id}`,
      title: phase.title,
      leg: index,
      criteria: /** @type {CriterionResult[]} */ ([]),
    })),
    { key: `${index}-${ANY}`, title: lenses.some((lens) => lens.leg === index) ? "In none of these" : "Any phase", leg: index, criteria: [] },
  ]);
  const byKey = new Map(groups.map((group) => [group.key, group]));
  for (const criterion of card.criteria) {
    const place = places.get(criterion.id);
    const leg = place?.leg ?? 0;
    const stepped = lenses.some((lens) => lens.leg === leg);
    const box = stepped ? (steps.get(`${leg}-${criterion.id}`) ?? ANY) : (place?.phase ?? criterion.phase);
    const group = byKey.get(`${leg}-${box}`) ?? byKey.get(`${leg}-${ANY}`);
    group?.criteria.push(criterion);
  }
  return groups.filter((group) => group.criteria.length > 0);
}

/**
 * The scorecard lists phases in the order of the round's legs.
 * @param {SessionView} session
 * @param {Scorecard} card
 * @returns {PhaseRow[]}
 */
function phaseRows(session, card) {
  const planned = session.round.legs.flatMap((leg, index) => leg.phases.map((phase) => ({ ...phase, leg: index })));
  return card.phases.map((phase, index) => {
    const plan = planned.length === card.phases.length ? planned[index] : planned.find((one) => one.id === phase.id);
    return {
      key: phase.id,
      title: plan?.title ?? phase.id,
      leg: plan?.leg ?? 0,
      used: phase.minutes_used,
      planned: phase.minutes_planned ?? plan?.minutes ?? 0,
      score: phase.score,
    };
  });
}

/**
 * Steps have scores and no times, so beside them no phase shows its times either.
 * @param {PhaseRow[]} rows
 * @param {readonly LegLens[]} lenses
 * @returns {PhaseRow[]}
 */
function steppedRows(rows, lenses) {
  if (lenses.length === 0) return rows;
  const steps = lenses.flatMap(({ leg, steps }) => steps.map(({ id, title, score }) => ({ key: `${leg}-${id}`, title, leg, used: null, planned: 0, score })));
  const others = rows.filter((row) => lenses.every((lens) => lens.leg !== row.leg)).map((row) => ({ ...row, used: null }));
  return [...steps, ...others].sort((a, b) => a.leg - b.leg);
}
