/** Passes a dropped file or pasted words from one page to the next. */

/** @type {File | string | null} */
let held = null;

/** @param {File | string} what */
export function handOver(what) {
  held = what;
}

/** What was handed over, once. */
export function takeHandover() {
  const what = held;
  held = null;
  return what;
}
