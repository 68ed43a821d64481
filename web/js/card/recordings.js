// The recordings of a session: which there are, and deleting them.
import { plural } from "../format.js";
import { html } from "../html.js";
import { useAction } from "../load.js";
import { Confirm, ErrorBox } from "../shell.js";
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

/**
 * Asks before a turn's recording, or all of a session's, are deleted.
 * @param {{session: string, turn: number | null, count: number, onClose: () => void, onDeleted: () => void}} props
 *   `turn` is null for all of them
 */
export function DeleteRecordings({ session, turn, count, onClose, onDeleted }) {
  const [remove, { busy, error }] = useAction(async () => {
    await (turn === null ? wire.deleteRecordings(session) : wire.deleteRecording(session, turn));
    onDeleted();
  });
  const one = turn !== null || count === 1;
  return html`<${Confirm}
    title=${one ? "Delete this recording?" : "Delete these recordings?"}
    confirm=${busy ? "Deleting" : "Delete"}
    danger
    busy=${busy}
    onConfirm=${remove}
    onClose=${onClose}
  >
    <p class="quiet">${
      turn === null ? `${plural(count, "recording")} of this session ${count === 1 ? "goes" : "go"} from this computer.` : "The sound of this turn goes from this computer."
    } That can’t be undone. The words, their times and the scorecards stay.</p>
    ${error && html`<${ErrorBox} error=${error} />`}
  <//>`;
}
