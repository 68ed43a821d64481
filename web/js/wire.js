/** The server's routes as functions. Content that does not change while the server runs is asked for once. */
import { ApiError, del, get, post, put, url } from "./api.js";
import { typeset } from "./typeset.js";

/** @typedef {import("../types/wire.js").Grader} Grader */
/** @typedef {import("../types/wire.js").Level} Level */
/** @typedef {import("./api.js").RequestOptions} RequestOptions */

/** @type {Map<string, Promise<unknown>>} */
const kept = new Map();

/**
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
function once(path) {
  const known = kept.get(path);
  if (known) return /** @type {Promise<T>} */ (known);
  /** @type {Promise<T>} */
  const asked = get(path).then(typeset);
  kept.set(path, asked);
  asked.catch(() => kept.delete(path));
  return asked;
}

/** @returns {Promise<import("../types/wire.js").Round[]>} */
export const rounds = () => once("/api/rounds");
/**
 * @param {string} [round] a round's or a rubric's id; none for all
 * @returns {Promise<import("../types/wire.js").Question[]>}
 */
export const questions = (round) => once(round ? url`/api/questions?round=${round}` : "/api/questions");
/**
 * @param {string} id
 * @returns {Promise<import("../types/wire.js").QuestionDetail>}
 */
export const question = (id) => once(url`/api/questions/${id}`);
/** @returns {Promise<import("../types/wire.js").RubricSummary[]>} */
export const rubrics = () => once("/api/rubrics");
/**
 * @param {string} id
 * @returns {Promise<import("../types/wire.js").Rubric>}
 */
export const rubric = (id) => once(url`/api/rubrics/${id}`);
/** @returns {Promise<import("../types/wire.js").NoteSummary[]>} */
export const notes = () => once("/api/notes");
/**
 * @param {string} text
 * @param {RequestOptions} [options]
 * @returns {Promise<import("../types/wire.js").NoteFound[]>}
 */
export const findNotes = (text, options) => get(url`/api/notes?q=${text}`, options);
/**
 * @param {string} id
 * @returns {Promise<import("../types/wire.js").Note>}
 */
export const note = (id) => once(url`/api/notes/${id}`);
/** @returns {Promise<import("../types/wire.js").GraderCard>} */
export const graderCard = () => once("/api/grader-card");
/** @returns {Promise<import("../types/wire.js").GlossaryTerm[]>} */
export const glossary = () => once("/api/glossary");

/** @returns {Promise<import("../types/wire.js").Gap[]>} */
export const gaps = () => get("/api/gaps");

/** @returns {Promise<import("../types/wire.js").Settings>} */
export const settings = () => get("/api/settings");
/**
 * @param {import("../types/wire.js").SettingsChange} change
 * @returns {Promise<import("../types/wire.js").Settings>}
 */
export const saveSettings = (change) => put("/api/settings", change);
/**
 * @param {import("../types/wire.js").SettingsChange} change
 * @param {RequestOptions} [options]
 * @returns {Promise<import("../types/wire.js").EndpointTest>}
 */
export const testEndpoint = (change, options) => post("/api/settings/test-endpoint", change, options);

/**
 * What speaks and listens on this computer. A server without a voice has none to offer.
 * @returns {Promise<import("../types/wire.js").VoiceOffer>}
 */
export const voice = async () => {
  try {
    return await get("/api/voice");
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const none = { available: false, name: "", model: null, why: "This server can’t listen or speak.", hint: "Type your answers instead." };
    return { listening: none, speaking: none, recording: false, endpointing: { mode: "hands-free" } };
  }
};

/** @returns {Promise<import("../types/wire.js").SessionSummary[]>} */
export const sessions = () => get("/api/sessions");
/**
 * @param {string} id
 * @returns {Promise<import("../types/wire.js").SessionView>}
 */
export const session = (id) => get(url`/api/sessions/${id}`);
/**
 * @param {import("../types/wire.js").NewSession} setup
 * @returns {Promise<import("../types/wire.js").SessionView>}
 */
export const startSession = (setup) => post("/api/sessions", setup);
/**
 * @param {import("../types/wire.js").Paste} paste
 * @param {RequestOptions} [options]
 * @returns {Promise<import("../types/wire.js").SessionView>}
 */
export const pasteSession = (paste, options) => post("/api/sessions/paste", paste, options);
/**
 * @param {unknown} exported an export's JSON
 * @returns {Promise<import("../types/wire.js").SessionView>}
 */
export const importSession = (exported) => post("/api/sessions/import", exported);
/**
 * @param {string} id
 * @param {number} [after]
 * @returns {Promise<import("../types/wire.js").StoredEvent[]>}
 */
export const sessionEvents = (id, after = 0) => get(url`/api/sessions/${id}/events?after=${after}`);
/**
 * @param {string} id
 * @param {number} [grading] which of its gradings; the newest without
 * @returns {Promise<import("../types/wire.js").Scorecard>}
 */
export const scorecard = (id, grading) =>
  get(grading === undefined ? url`/api/sessions/${id}/scorecard` : url`/api/sessions/${id}/scorecard?grading=${grading}`);
/**
 * The labels of a scorecard under other frameworks' steps and at other levels.
 * @param {string} id
 * @param {number} [grading] which of its gradings; the newest without
 * @returns {Promise<import("../types/wire.js").Lenses>}
 */
export const lenses = (id, grading) =>
  get(grading === undefined ? url`/api/sessions/${id}/lenses` : url`/api/sessions/${id}/lenses?grading=${grading}`);
/**
 * Holds a label of one's own beside the grader's.
 * @param {string} id
 * @param {string} criterion
 * @param {import("../types/wire.js").OwnLabel} own
 * @returns {Promise<import("../types/wire.js").SessionView>}
 */
export const giveLabel = (id, criterion, own) => put(url`/api/sessions/${id}/labels/${criterion}`, own);
/**
 * @param {string} id
 * @param {string} criterion
 * @returns {Promise<import("../types/wire.js").SessionView>}
 */
export const takeBackLabel = (id, criterion) => del(url`/api/sessions/${id}/labels/${criterion}`);
/**
 * The transcript with one's own labels, as a file.
 * @param {string} id
 * @param {number} leg
 */
export const labelsUrl = (id, leg) => url`/api/sessions/${id}/labels?leg=${leg}`;
/**
 * @param {string} id
 * @param {{grader?: Grader, rubric?: string, level?: Level}} change
 * @param {RequestOptions} [options]
 * @returns {Promise<import("../types/wire.js").Regraded>}
 */
export const regrade = (id, change, options) => post(url`/api/sessions/${id}/regrade`, change, options);
/**
 * Ends it, if it is live, and grades what is there.
 * @param {string} id
 * @returns {Promise<import("../types/wire.js").Scorecard>}
 */
export const endSession = (id) => post(url`/api/sessions/${id}/end`);
/**
 * @param {string} id
 * @returns {Promise<null>}
 */
export const deleteSession = (id) => del(url`/api/sessions/${id}`);
/** @returns {Promise<{deleted: number}>} */
export const deleteEverything = () => del("/api/sessions?confirm=everything");
/**
 * @param {string} id
 * @param {"html" | "md" | "json"} format
 */
export const exportUrl = (id, format) => url`/api/sessions/${id}/export?format=${format}`;

/**
 * Where a turn's recording is.
 * @param {string} id
 * @param {number} turn
 */
export const recordingUrl = (id, turn) => url`/api/sessions/${id}/audio/${turn}`;
/**
 * How loud the recordings are, for those that there are.
 * @param {string} id
 * @returns {Promise<import("../types/wire.js").Peaks>}
 */
export const peaks = (id) => get(url`/api/sessions/${id}/peaks`);
/**
 * @param {string} id
 * @param {number} turn
 * @returns {Promise<null>}
 */
export const deleteRecording = (id, turn) => del(url`/api/sessions/${id}/audio/${turn}`);
/**
 * @param {string} id
 * @returns {Promise<null>}
 */
export const deleteRecordings = (id) => del(url`/api/sessions/${id}/audio`);
/** @returns {Promise<unknown>} */
export const deleteEveryRecording = () => del("/api/audio?confirm=everything");
/**
 * Replaces the words of a turn, and grades again what was graded.
 * @param {string} id
 * @param {number} turn
 * @param {string} text
 * @returns {Promise<import("../types/wire.js").Corrected>}
 */
export const correctTurn = (id, turn, text) => post(url`/api/sessions/${id}/turns/${turn}/correction`, { text });
/**
 * @param {string} id
 * @returns {Promise<import("../types/wire.js").Delivery | null>}
 */
export const delivery = (id) => get(url`/api/sessions/${id}/delivery`);
/** @returns {Promise<import("../types/wire.js").DeliveryPoint[]>} */
export const deliveryTrend = () => get("/api/delivery/trend");
