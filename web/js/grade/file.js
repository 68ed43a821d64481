// A file that was opened or dropped, as text; or why it cannot be read.

/** The endings that are taken. */
export const ENDINGS = [".txt", ".md", ".vtt", ".srt", ".json"];
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * @typedef {{ok: true, text: string, filename: string, guessed: boolean} | {ok: false, title: string, words: string}} Read
 */

/**
 * Reads a file in the browser. `guessed` says that its encoding had to be. What was in the box is never touched here.
 * @param {File} file
 * @returns {Promise<Read>}
 */
export async function readFile(file) {
  const title = `Couldn’t read ${file.name}.`;
  const ending = /\.[^.]+$/.exec(file.name.toLowerCase())?.[0] ?? "";
  if (!ENDINGS.includes(ending)) return { ok: false, title, words: "It isn’t a text format. Copy the words out and paste them here; what you had is still in the box." };
  if (file.size > MOST_BYTES * 2) return { ok: false, title, words: "It is larger than 2 MB of text. Cut it down to the interview itself; what you had is still in the box." };
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { ok: false, title, words: "The browser could not open it. Has it been moved? What you had is still in the box." };
  }
  const read = decode(bytes);
  const text = read.text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) return { ok: false, title, words: "It isn’t text. Paste the words here instead; what you had is still in the box." };
  if (text.trim() === "") return { ok: false, title, words: "It is empty. What you had is still in the box." };
  if (new Blob([text]).size > MOST_BYTES) return { ok: false, title, words: "It is larger than 2 MB of text. Cut it down to the interview itself; what you had is still in the box." };
  return { ok: true, text, filename: file.name, guessed: read.guessed };
}

/**
 * Byte order marks are honoured; without one it is UTF-8, else a guess: Windows-1252.
 * @param {Uint8Array} bytes
 */
function decode(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), guessed: false };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), guessed: false };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), guessed: false };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), guessed: true };
  }
}
