/** The glossary: how a term is written, how it is said, what it means. */
import { plural } from "../format.js";
import { html, useEffect, useState } from "../html.js";
import { useLoad } from "../load.js";
import { rewrite } from "../router.js";
import { Empty, ErrorBox, Loading } from "../shell.js";
import { glossary } from "../wire.js";
import { address, matches, Search } from "./parts.js";

/** @typedef {import("../router.js").Place} Place */

/** @param {{place: Place, id: string | undefined}} props `id` is a term whose place in the list is wanted */
export function GlossaryShelf({ place, id }) {
  const [text, setText] = useState(place.query.get("text") ?? "");
  const held = useLoad(glossary, []);
  useEffect(() => {
    if (id && held.data) document.getElementById(`term-${id}`)?.scrollIntoView({ block: "center" });
  }, [id, held.data]);
  if (held.error) return html`<${ErrorBox} error=${held.error} retry=${held.reload} />`;
  if (!held.data) return html`<${Loading} what="Fetching the glossary" lines=${14} />`;
  /** @param {string} next */
  const search = (next) => {
    setText(next);
    rewrite(address("/library/glossary", { text: next }));
  };
  const shown = held.data.filter((one) => !text || matches(text, `${one.term} ${one.said} ${one.meaning}`));
  return html`
    <div class="filters"><${Search} label="Search terms" value=${text} onChange=${search} /></div>
    <p class="sm faint count" role="status">${plural(shown.length, "term")}</p>
    ${shown.length === 0
      ? html`<${Empty} action=${html`<button type="button" class="btn" onClick=${() => search("")}>Clear the search</button>`}>No term fits.<//>`
      : html`<dl class="terms">
          ${shown.map(
            (one) => html`<div key=${one.term} id=${`term-${one.term}`} class=${one.term === id ? "on" : ""}>
              <dt><a href=${`/library/glossary/${encodeURIComponent(one.term)}`}>${one.term}</a>${one.said !== one.term && html`<span class="faint sm">said “${one.said}”</span>`}</dt>
              <dd>${one.meaning}</dd>
            </div>`,
          )}
        </dl>`}
  `;
}
