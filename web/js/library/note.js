/** One note, with its sources and the criteria that it helps with. */
import { html } from "../html.js";
import { useLoad } from "../load.js";
import { markdown } from "../markdown.js";
import { themeWords } from "../format.js";
import { note, rubric, rubrics } from "../wire.js";
import { ItemPage } from "./parts.js";

/** @typedef {import("../../types/wire.js").Note} Note */
/** @typedef {{id: string, name: string, rubric: string}} Helped */

/**
 * Names and places of the criteria that a note helps with.
 * @param {readonly string[]} ids
 * @returns {Promise<Helped[]>}
 */
async function helped(ids) {
  if (ids.length === 0) return [];
  const all = await Promise.all((await rubrics()).map((one) => rubric(one.id)));
  return all.flatMap((one) => one.criteria.filter((criterion) => ids.includes(criterion.id)).map((criterion) => ({ id: criterion.id, name: criterion.name, rubric: one.id })));
}

/** @param {{id: string}} props */
export function NotePage({ id }) {
  const held = useLoad(async () => {
    const found = await note(id);
    return { found, helps: await helped(found.criteria) };
  }, [id]);
  return html`<${ItemPage} held=${held} what="Note" title=${(/** @type {{found: Note}} */ one) => one.found.title} back=${{ href: "/library/notes", word: "Notes" }}>
    ${(/** @type {{found: Note, helps: Helped[]}} */ { found, helps }) => html`
      <article>
        <h1>${found.title}</h1>
        ${found.tags.length > 0 && html`<p class="tags sm">${found.tags.map((tag) => html`<a key=${tag} href=${`/library/notes?tag=${encodeURIComponent(tag)}`}>${themeWords(tag)}</a>`)}</p>`}
        <div class="prose note-body">${markdown(found.body)}</div>
        ${found.sources.length > 0 && html`<section class="related"><h2>Sources</h2><ul class="sm quiet">${found.sources.map((source) => html`<li>${source}</li>`)}</ul></section>`}
        ${helps.length > 0 &&
        html`<section class="related"><h2>Helps with</h2><ul>${helps.map((one) => html`<li key=${one.id}><a href=${`/library/rubrics/${one.rubric}#${one.id}`}>${one.name}</a></li>`)}</ul></section>`}
      </article>
    `}
  <//>`;
}
