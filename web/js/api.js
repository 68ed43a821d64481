/** HTTP to the server: JSON both ways, and errors as `ApiError` in words a person can act on. */

/** @typedef {import("../types/wire.js").ErrorBody} ErrorBody */

/** A refusal by the server, or its absence. `hint` says what to do, and may be empty. */
export class ApiError extends Error {
  /**
   * @param {string} code stable, for programs
   * @param {string} message for people
   * @param {string} [hint]
   * @param {number} [status] 0 when no answer came
   */
  constructor(code, message, hint = "", status = 0) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}

/**
 * Whatever was thrown, as an `ApiError`.
 * @param {unknown} thrown
 * @returns {ApiError}
 */
export function asApiError(thrown) {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError(
    "page-error",
    "This page ran into a fault of its own.",
    "Reload it. Your sessions are stored and are not affected.",
  );
}

/**
 * Whether a request was given up on purpose, which is no error to show.
 * @param {unknown} thrown
 */
export const isAbort = (thrown) => thrown instanceof DOMException && thrown.name === "AbortError";

/**
 * @typedef {object} RequestOptions
 * @property {AbortSignal} [signal]
 * @property {string} [text] sent as text/plain, in place of a JSON body
 */

/**
 * One request. Resolves to the parsed answer (null when it is empty).
 * @param {string} method
 * @param {string} path beginning with /api/
 * @param {unknown} [body] sent as JSON
 * @param {RequestOptions} [options]
 * @returns {Promise<unknown>}
 */
export async function request(method, path, body, { signal, text } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (text !== undefined) headers["Content-Type"] = "text/plain; charset=utf-8";
  else if (body !== undefined) headers["Content-Type"] = "application/json";
  const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
  let response;
  let raw;
  try {
    response = await fetch(path, { method, headers, body: payload, signal, credentials: "same-origin" });
    raw = await response.text();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(
      "server-gone",
      "Viva isn’t answering on this computer.",
      "Start it again in the terminal with “viva”, then try once more. What was stored is safe.",
    );
  }
  const parsed = parse(raw);
  if (response.ok) {
    if (parsed === undefined) throw unreadable(response.status);
    return parsed;
  }
  const error = isErrorBody(parsed) ? parsed.error : null;
  if (error === null) throw unreadable(response.status);
  throw new ApiError(error.code, error.message, error.hint, response.status);
}

/**
 * @param {string} raw
 * @returns {unknown} undefined when it is not JSON
 */
function parse(raw) {
  if (raw === "") return null;
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @returns {value is ErrorBody}
 */
function isErrorBody(value) {
  return typeof value === "object" && value !== null && "error" in value;
}

/** @param {number} status */
const unreadable = (status) =>
  new ApiError(
    "bad-answer",
    `The server sent something that this page can’t read (${status}).`,
    "Is another program using this address? Reload the page, or start Viva on another port.",
    status,
  );

/**
 * @template T
 * @param {string} path
 * @param {RequestOptions} [options]
 * @returns {Promise<T>}
 */
export const get = async (path, options) => /** @type {T} */ (await request("GET", path, undefined, options));

/**
 * @template T
 * @param {string} path
 * @param {unknown} [body]
 * @param {RequestOptions} [options]
 * @returns {Promise<T>}
 */
export const post = async (path, body, options) => /** @type {T} */ (await request("POST", path, body, options));

/**
 * @template T
 * @param {string} path
 * @param {unknown} body
 * @param {RequestOptions} [options]
 * @returns {Promise<T>}
 */
export const put = async (path, body, options) => /** @type {T} */ (await request("PUT", path, body, options));

/**
 * @template T
 * @param {string} path
 * @param {RequestOptions} [options]
 * @returns {Promise<T>}
 */
export const del = async (path, options) => /** @type {T} */ (await request("DELETE", path, undefined, options));

/**
 * A path with its parts escaped: url`/api/sessions/${id}`.
 * @param {TemplateStringsArray} strings
 * @param {...string | number} values
 */
export const url = (strings, ...values) =>
  String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(String(value))));
