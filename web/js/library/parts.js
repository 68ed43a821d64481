/** Pieces that the shelves share: the search field, the way back, the loading of one item. */
import { html } from "../html.js";
import { Icon } from "../icons.js";
import { ErrorBox, Loading, Page } from "../shell.js";

/** @typedef {import("../html.js").Child} Child */
/**
 * @template T
 * @typedef {import("../load.js").Loaded<T>} Loaded
 */

/** @param {{label: string, value: string, onChange: (value: string) => void}} props */
export const Search = ({ label, value, onChange }) => html`
  <label class="search">
    <span class="sr">${label}</span>
    <${Icon} name="search" />
    <input type="search" placeholder=${label} value=${value} onInput=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => onChange(event.currentTarget.value)} />
  </label>
`;

/**
 * Whether every word of a query begins a word of the text.
 * @param {string} query
 * @param {string} text
 */
export function matches(query, text) {
  const words = ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ")}`;
  return query
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => words.includes(` ${word}`));
}

/**
 * The address of this shelf with its filters, without those that are empty.
 * @param {string} path
 * @param {Record<string, string>} filters
 */
export function address(path, filters) {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ""));
  return query.size > 0 ? `${path}?${query}` : path;
}

/** @param {{href: string, children?: Child}} props */
export const Back = ({ href, children }) => html`<p class="back"><a class="sm" href=${href}><${Icon} name="back" /> ${children}</a></p>`;

/**
 * The page of one item: its frame, and what stands there until it has come.
 * @template T
 * @param {{held: Loaded<T>, title: (item: T) => string, back: {href: string, word: string}, what: string, children: (item: T) => Child}} props
 */
export function ItemPage({ held, title, back, what, children }) {
  const name = held.data ? title(held.data) : what;
  return html`
    <${Page} title=${name} current="library" kind="library item-page" ready=${!held.loading}>
      <${Back} href=${back.href}>${back.word}<//>
      ${held.data
        ? children(held.data)
        : html`<h1 class=${held.error ? "" : "sr"}>${what}</h1>
            ${held.error ? html`<div class="lead"><${ErrorBox} error=${held.error} retry=${held.error.status === 404 ? undefined : held.reload} /></div>` : html`<${Loading} what=${`Opening the ${what.toLowerCase()}`} />`}`}
    <//>
  `;
}
