// What a scorecard's page needs.
import * as wire from "../wire.js";
import { recordingsOf } from "./recordings.js";

/** @typedef {import("../../types/wire.js").Lenses} Lenses */
/** @typedef {import("../../types/wire.js").Scale} Scale */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/**
 * @typedef {object} Sheet
 * @property {SessionView} session
 * @property {Scorecard | null} card null while it was not graded
 * @property {Lenses | null} lenses null while it was not graded
 * @property {Scale} scale
 * @property {string} rubricVersion of the rubric as it is now; empty for several
 * @property {boolean} endpoint whether a language model can grade
 * @property {ReadonlySet<number>} recorded turns that have a recording
 */

/**
 * Fetches it all.
 * @param {string} id
 * @param {number | undefined} grading
 * @returns {Promise<Sheet>}
 */
export async function loadSheet(id, grading) {
  const [session, settings] = await Promise.all([wire.session(id), wire.settings()]);
  const graded = session.state === "graded";
  const [rubric, card, lenses, peaks] = await Promise.all([
    wire.rubric(session.round.legs[0]?.rubric ?? session.round.id),
    graded ? wire.scorecard(id, grading) : null,
    graded ? wire.lenses(id, grading) : null,
    recordingsOf(session),
  ]);
  return {
    session,
    card,
    lenses,
    scale: rubric.scale,
    rubricVersion: session.round.legs.length === 1 ? rubric.version : "",
    endpoint: settings.endpoint.configured,
    recorded: new Set(Object.keys(peaks?.turns ?? {}).map(Number)),
  };
}
