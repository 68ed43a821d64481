// A recording, written down by the server: the answer comes line by line, first how far it is, last the transcript.
import { ApiError, isAbort, url } from "../api.js";

/** @typedef {import("../../types/wire.js").HeardLine} HeardLine */
/** @typedef {import("../../types/wire.js").HeardTranscript} HeardTranscript */

/** The endings of recordings, with what they are called where the browser does not say. @type {Record<string, string>} */
const KINDS = {
  ".wav": "audio/wav",
  ".mp3": "audio/mpeg",
  ".m4a": "audio/mp4",
  ".webm": "audio/webm",
  ".flac": "audio/flac",
  ".ogg": "audio/ogg",
  ".opus": "audio/ogg",
  ".oga": "audio/ogg",
  ".aac": "audio/aac",
  ".mp4": "video/mp4",
  ".mkv": "video/x-matroska",
  ".weba": "audio/webm",
};
export const RECORDINGS = Object.keys(KINDS);

/** @param {string} name */
const endingOf = (name) => /\.[^.]+$/.exec(name.toLowerCase())?.[0] ?? "";

/**
 * Whether a file is a recording, by its name.
 * @param {File} file
 */
export const isRecording = (file) => endingOf(file.name) in KINDS;

/**
 * @param {File} file
 * @param {{question: string | null, signal: AbortSignal, onProgress: (share: number) => void}} use `question` lends its
 *   vocabulary; `onProgress` gets 0..1
 * @returns {Promise<HeardTranscript>}
 */
export async function transcribe(file, { question, signal, onProgress }) {
  const path = question === null ? url`/api/transcribe?filename=${file.name}` : url`/api/transcribe?filename=${file.name}&question=${question}`;
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { Accept: "application/x-ndjson", "Content-Type": file.type || (KINDS[endingOf(file.name)] ?? "application/octet-stream") },
      body: file,
      signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw lost();
  }
  try {
    for await (const line of lines(response)) {
      if ("error" in line) throw new ApiError(line.error.code, line.error.message, line.error.hint, response.status);
      if ("transcript" in line) return line.transcript;
      onProgress(Math.min(1, Math.max(0, line.progress)));
    }
  } catch (error) {
    if (isAbort(error) || error instanceof ApiError) throw error;
    throw lost();
  }
  throw lost();
}

const lost = () =>
  new ApiError("transcription-lost", "The recording was not written down: Viva stopped answering.", "Is it still running in the terminal? Your file is untouched. Open it again to begin anew.");

/**
 * The answer's lines as they come.
 * @param {Response} response
 * @returns {AsyncGenerator<HeardLine>}
 */
async function* lines(response) {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const whole = rest.split("\n");
    rest = done ? "" : (whole.pop() ?? "");
    for (const line of whole) if (line.trim() !== "") yield JSON.parse(line);
    if (done) return;
  }
}
