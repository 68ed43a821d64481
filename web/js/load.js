/** Data that a page asks for: what came, what went wrong, and asking again. */
import { asApiError, isAbort } from "./api.js";
import { useCallback, useEffect, useRef, useState } from "./html.js";

/** @typedef {import("./api.js").ApiError} ApiError */

/**
 * @template T
 * @typedef {object} Loaded
 * @property {T | null} data the newest answer; stays while a newer one is on its way
 * @property {ApiError | null} error
 * @property {boolean} loading
 * @property {() => void} reload
 * @property {(data: T) => void} set replaces the data in hand
 */

/**
 * Runs `ask` when `inputs` change. An answer that was overtaken is dropped.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @param {readonly unknown[]} inputs
 * @returns {Loaded<T>}
 */
export function useLoad(ask, inputs) {
  const [data, setData] = useState(/** @type {T | null} */ (null));
  const [error, setError] = useState(/** @type {ApiError | null} */ (null));
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const asked = useRef(ask);
  asked.current = ask;
  const key = JSON.stringify(inputs);
  const shown = useRef(key);
  useEffect(() => {
    const abort = new AbortController();
    if (shown.current !== key) {
      shown.current = key;
      setData(null);
    }
    setLoading(true);
    setError(null);
    asked
      .current(abort.signal)
      .then((answer) => {
        if (!abort.signal.aborted) setData(answer);
      })
      .catch((thrown) => {
        if (!abort.signal.aborted && !isAbort(thrown)) setError(asApiError(thrown));
      })
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      });
    return () => abort.abort();
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { data: shown.current === key ? data : null, error, loading, reload, set: setData };
}

/**
 * Something done on request: [run, state]. A second run while one is under way is ignored.
 * @template {unknown[]} A
 * @param {(...args: A) => Promise<void>} act
 * @returns {[(...args: A) => Promise<void>, {busy: boolean, error: ApiError | null, clear: () => void}]}
 */
export function useAction(act) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {ApiError | null} */ (null));
  const running = useRef(false);
  const run = async (/** @type {A} */ ...args) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await act(...args);
    } catch (thrown) {
      if (!isAbort(thrown)) setError(asApiError(thrown));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return [run, { busy, error, clear: () => setError(null) }];
}
