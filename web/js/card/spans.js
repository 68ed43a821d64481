// Evidence spans of several criteria may overlap. A text is cut at every border, so that each piece
// knows all the criteria that it supports and each span can be lit up exactly.

/**
 * A span of one turn that supports a criterion.
 * @typedef {object} Mark
 * @property {string} criterion
 * @property {number} start offset into the turn's text
 * @property {number} end
 */

/**
 * A piece of a turn between two borders.
 * @typedef {object} Segment
 * @property {number} start
 * @property {number} end
 * @property {string} text
 * @property {readonly string[]} criteria every criterion whose span covers the piece; empty for plain text
 * @property {readonly string[]} begins criteria whose span begins with this piece
 */

/** As many words of a quote as are read at a glance. */
const GLANCE = 45;

/**
 * A quote on its own: dots where it begins or ends in the middle of a sentence, and no comma left hanging.
 * @param {string} text what it is from
 * @param {number} start
 * @param {number} end
 */
export function excerpt(text, start, end) {
  const words = text.slice(start, end).trim().split(/\s+/u);
  const before = text.slice(0, start).trimEnd();
  const quote = words.slice(0, GLANCE).join(" ").replace(/[\s,;:–—-]+$/u, "");
  return `${before === "" || ENDS.test(before) ? "" : "… "}${quote}${ENDS.test(quote) ? "" : " …"}`;
}

/** The end of a sentence. */
const ENDS = /[.!?…]["'”’)]*$/u;

/**
 * Cuts a text at the borders of its marks. The pieces, joined, are the text again. Marks outside the
 * text are clipped; empty ones are dropped.
 * @param {string} text
 * @param {readonly Mark[]} marks
 * @param {readonly number[]} [cuts] further offsets to cut at, such as the playhead's
 * @returns {Segment[]}
 */
export function segments(text, marks, cuts = []) {
  const inside = merged(
    marks
      .map((mark) => ({ ...mark, start: Math.max(0, mark.start), end: Math.min(text.length, mark.end) }))
      .filter((mark) => mark.start < mark.end),
  );
  const borders = new Set([0, text.length]);
  for (const mark of inside) {
    borders.add(mark.start);
    borders.add(mark.end);
  }
  for (const cut of cuts) if (cut > 0 && cut < text.length) borders.add(cut);
  const ordered = [...borders].sort((a, b) => a - b);
  /** @type {Segment[]} */
  const pieces = [];
  for (let i = 0; i + 1 < ordered.length; i += 1) {
    const start = /** @type {number} */ (ordered[i]);
    const end = /** @type {number} */ (ordered[i + 1]);
    const over = inside.filter((mark) => mark.start <= start && mark.end >= end);
    pieces.push({
      start,
      end,
      text: text.slice(start, end),
      criteria: [...new Set(over.map((mark) => mark.criterion))],
      begins: [...new Set(over.filter((mark) => mark.start === start).map((mark) => mark.criterion))],
    });
  }
  return pieces;
}

/**
 * Spans of one criterion that touch or overlap become one.
 * @param {readonly Mark[]} marks
 * @returns {Mark[]}
 */
function merged(marks) {
  /** @type {Mark[]} */
  const whole = [];
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    const before = whole.find((one) => one.criterion === mark.criterion && one.end >= mark.start);
    if (before) before.end = Math.max(before.end, mark.end);
    else whole.push({ ...mark });
  }
  return whole;
}

/**
 * Of several criteria at one place, the one whose span there is shortest: what a reader points at.
 * @param {readonly Mark[]} marks
 * @param {number} offset
 * @returns {string | null}
 */
export function closest(marks, offset) {
  let best = null;
  for (const mark of marks) {
    if (offset < mark.start || offset >= mark.end) continue;
    if (best === null || mark.end - mark.start < best.end - best.start) best = mark;
  }
  return best === null ? null : best.criterion;
}

/**
 * The first word of a text and the rest, so that an icon never parts from the word it precedes.
 * @param {string} text
 * @returns {[string, string]}
 */
export function firstWord(text) {
  const match = /^\s*\S+/u.exec(text);
  const length = match ? match[0].length : text.length;
  return [text.slice(0, length), text.slice(length)];
}
