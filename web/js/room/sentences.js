/** A turn's words in paragraphs, with a tag behind each sentence that earned something. */

/** @typedef {import("../../types/wire.js").Covered} Covered */
/** @typedef {import("../../types/wire.js").SessionCriterion} SessionCriterion */
/** @typedef {import("../card/words.js").Span} Span */
/** @typedef {{criterion: string, name: string, label: 1 | 2}} Tag */
/** @typedef {{text: string, start: number, tags: Tag[]}} Piece `start` is its place in the turn's text */

/**
 * The tags of one turn, each at the end of its sentence.
 * @param {number} turn
 * @param {Record<string, Covered>} coverage
 * @param {readonly SessionCriterion[]} criteria
 * @returns {{end: number, tag: Tag}[]}
 */
export function tagsOf(turn, coverage, criteria) {
  return criteria
    .flatMap(({ id, name }) => {
      const covered = coverage[id];
      if (!covered || covered.turn !== turn || covered.end === null || !covered.label) return [];
      return [{ end: covered.end, tag: { criterion: id, name, label: covered.label } }];
    })
    .sort((a, b) => a.end - b.end);
}

/**
 * Cuts a text at line breaks and at tags. Every character but the line breaks is in exactly one piece.
 * @param {string} text
 * @param {readonly {end: number, tag: Tag}[]} tags in order
 * @returns {Piece[][]} paragraphs of pieces
 */
export function paragraphs(text, tags) {
  /** @type {Piece[][]} */
  const found = [];
  let at = 0;
  for (const match of text.matchAll(/[^\n]+/g)) {
    const from = match.index;
    const to = from + match[0].length;
    at = from;
    /** @type {Piece[]} */
    const pieces = [];
    const inside = tags.filter((one) => one.end > from && one.end <= to);
    for (const { end, tag } of inside) {
      const last = pieces[pieces.length - 1];
      if (last && end === at) last.tags.push(tag);
      else pieces.push({ text: text.slice(at, end), start: at, tags: [tag] });
      at = end;
    }
    if (at < to) pieces.push({ text: text.slice(at, to), start: at, tags: [] });
    found.push(pieces);
  }
  return found;
}

/**
 * Cuts a piece at the borders of spans.
 * @param {Pick<Piece, "text" | "start">} piece
 * @param {readonly Span[]} spans of the turn's text, in order, none within another
 * @returns {{text: string, span: Span | null}[]} together the piece's text; `span` is the one that it lies in
 */
export function cutAt({ text, start }, spans) {
  /** @type {{text: string, span: Span | null}[]} */
  const parts = [];
  let at = 0;
  for (const span of spans) {
    const from = Math.max(at, span.start - start);
    const to = Math.min(text.length, span.end - start);
    if (to <= from) continue;
    if (from > at) parts.push({ text: text.slice(at, from), span: null });
    parts.push({ text: text.slice(from, to), span });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), span: null });
  return parts;
}
