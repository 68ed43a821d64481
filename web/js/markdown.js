/**
 * Markdown to view nodes: headings, paragraphs, lists, tables, fenced code, and within lines bold, emphasis and code.
 * Text stays text: nothing of the source becomes markup, and links are left as they are written.
 */
import { curly } from "./format.js";
import { html } from "./html.js";

/** @typedef {import("./html.js").Child} Child */

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const FENCE = /^```/;
const BULLET = /^(\s*)[-*+]\s+(.*)$/;
const NUMBER = /^(\s*)\d+[.)]\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;
const INLINE = /`([^`]+)`|\*\*(?=\S)([\s\S]*?\S)\*\*|\*(?=[^\s*])([^*]*[^\s*])\*/g;

/**
 * @param {string} text one line's worth
 * @returns {Child[]}
 */
export function inline(text) {
  /** @type {Child[]} */
  const found = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) found.push(curly(text.slice(at, match.index)));
    const [whole, code, strong, em] = match;
    if (code !== undefined) found.push(html`<code>${code}</code>`);
    else if (strong !== undefined) found.push(html`<strong>${inline(strong)}</strong>`);
    else if (em !== undefined) found.push(html`<em>${inline(em)}</em>`);
    at = match.index + whole.length;
  }
  if (at < text.length) found.push(curly(text.slice(at)));
  return found;
}

/** @param {string} row */
const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

/** @param {string} line */
const startsBlock = (line) => line.trim() === "" || HEADING.test(line) || FENCE.test(line) || BULLET.test(line) || NUMBER.test(line);

/**
 * The blocks of a text. Headings begin at h2, below the page's own.
 * @param {string} source
 * @returns {Child[]}
 */
export function markdown(source) {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  /** @type {Child[]} */
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = HEADING.exec(line);
    if (line.trim() === "") at += 1;
    else if (FENCE.test(line)) {
      const end = lines.findIndex((other, index) => index > at && FENCE.test(other));
      const stop = end === -1 ? lines.length : end;
      blocks.push(html`<pre tabindex="0"><code>${lines.slice(at + 1, stop).join("\n")}</code></pre>`);
      at = stop + 1;
    } else if (heading) {
      const words = inline(heading[2] ?? "");
      blocks.push((heading[1] ?? "").length <= 2 ? html`<h2>${words}</h2>` : html`<h3>${words}</h3>`);
      at += 1;
    } else if (line.includes("|") && TABLE_RULE.test(lines[at + 1] ?? "")) {
      let stop = at + 2;
      while (stop < lines.length && (lines[stop] ?? "").includes("|")) stop += 1;
      blocks.push(table(lines.slice(at, stop)));
      at = stop;
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const taken = list(lines, at);
      blocks.push(taken.node);
      at = taken.next;
    } else {
      let stop = at + 1;
      while (stop < lines.length && !startsBlock(lines[stop] ?? "")) stop += 1;
      blocks.push(html`<p>${inline(lines.slice(at, stop).join(" "))}</p>`);
      at = stop;
    }
  }
  return blocks;
}

/**
 * A list with what is nested in it. Lines indented below an item belong to it.
 * @param {readonly string[]} lines
 * @param {number} from
 * @returns {{node: Child, next: number}}
 */
function list(lines, from) {
  const first = lines[from] ?? "";
  const kind = BULLET.test(first) ? BULLET : NUMBER;
  const indent = kind.exec(first)?.[1]?.length ?? 0;
  /** @type {Child[]} */
  const items = [];
  let at = from;
  while (at < lines.length) {
    const match = kind.exec(lines[at] ?? "");
    if (match?.[1]?.length !== indent) break;
    /** @type {string[]} */
    const words = [match[2] ?? ""];
    /** @type {Child[]} */
    const nested = [];
    at += 1;
    while (at < lines.length) {
      const line = lines[at] ?? "";
      const deeper = /^\s*/.exec(line)?.[0].length ?? 0;
      if ((BULLET.test(line) || NUMBER.test(line)) && deeper > indent) {
        const inner = list(lines, at);
        nested.push(inner.node);
        at = inner.next;
      } else if (line.trim() !== "" && !startsBlock(line)) {
        words.push(line.trim());
        at += 1;
      } else break;
    }
    items.push(html`<li>${inline(words.join(" "))}${nested}</li>`);
    // A blank line between two items of one list does not end it.
    if ((lines[at] ?? "x").trim() === "" && kind.exec(lines[at + 1] ?? "")?.[1]?.length === indent) at += 1;
  }
  return { node: kind === BULLET ? html`<ul>${items}</ul>` : html`<ol>${items}</ol>`, next: at };
}

/** @param {readonly string[]} rows */
const table = (rows) => html`
  <div class="table-wrap" tabindex="0">
    <table>
      <thead><tr>${cells(rows[0] ?? "").map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
      <tbody>${rows.slice(2).map((row) => html`<tr>${cells(row).map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>
`;
