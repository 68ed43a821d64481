// The recordings of a session: which there are, and deleting them.
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").Peaks} Peaks */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/**
 * Which turns have a recording, and how loud it is. Null where nothing was recorded, or it could not be asked for:
 * words are never held up by sound.
 * @param {SessionView} session
 * @returns {Promise<Peaks | null>}
 */
export async function recordingsOf(session) {
  if (!session.turns.some((turn) => (turn.audio_ms ?? null) !== null)) return null;
  try {
    return await wire.peaks(session.id);
  } catch {
    return null;
  }
}
