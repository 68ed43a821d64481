/** All notes. A search of three letters or more looks for meaning as well as words. */
import { isAbort } from "../api.js";
import { plural, themeWords } from "../format.js";
import { html, useEffect, useState } from "../html.js";
import { useLoad } from "../load.js";
import { rewrite } from "../router.js";
import { Empty, ErrorBox, Loading } from "../shell.js";
import { findNotes, notes } from "../wire.js";
import { address, Search } from "./parts.js";
import { Pick } from "./questions.js";

/** @typedef {import("../../types/wire.js").NoteFound} NoteFound */
/** @typedef {import("../router.js").Place} Place */

const LEAST = 3;
const PAUSE_MS = 250;
const WORDS_A_MINUTE = 220;

/** @param {{place: Place}} props */
export function NoteShelf({ place }) {
  const [filters, setFilters] = useState(() => ({ text: place.query.get("text") ?? "", tag: place.query.get("tag") ?? "" }));
  const [asked, setAsked] = useState(filters.text.trim());
  const held = useLoad(notes, []);
  const found = useLoad((signal) => (asked.length >= LEAST ? findNotes(asked, { signal }) : Promise.resolve(/** @type {NoteFound[] | null} */ (null))), [asked]);
  /** @param {Partial<typeof filters>} change */
  const filter = (change) => {
    const next = { ...filters, ...change };
    setFilters(next);
    rewrite(address("/library/notes", next));
  };
  useEffect(() => {
    const timer = setTimeout(() => setAsked(filters.text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [filters.text]);

  if (held.error) return html`<${ErrorBox} error=${held.error} retry=${held.reload} />`;
  if (!held.data) return html`<${Loading} what="Fetching the notes" lines=${14} />`;
  const all = [...held.data].sort((a, b) => a.title.localeCompare(b.title));
  const tags = [...new Set(all.flatMap((note) => note.tags))].sort();
  const searching = filters.text.trim().length >= LEAST;
  const byId = new Map(all.map((note) => [note.id, note]));
  const listed = searching ? (found.data ?? []).flatMap((hit) => (byId.has(hit.id) ? [{ ...hit, tags: byId.get(hit.id)?.tags ?? [] }] : [])) : all;
  const shown = listed.filter((note) => !filters.tag || note.tags.includes(filters.tag));
  return html`
    <div class="filters">
      <${Search} label="Search notes by words or meaning" value=${filters.text} onChange=${(/** @type {string} */ text) => filter({ text })} />
      <${Pick} label="Tag" all="All tags" value=${filters.tag} options=${tags.map((tag) => ({ value: tag, word: themeWords(tag) }))} onChange=${(/** @type {string} */ tag) => filter({ tag })} />
    </div>
    <p class="sm faint count" role="status">${searching && found.loading ? "Searching…" : plural(shown.length, "note")}</p>
    ${searching && found.error && !isAbort(found.error) && html`<${ErrorBox} error=${found.error} retry=${found.reload} />`}
    ${shown.length === 0
      ? !found.loading && html`<${Empty} action=${html`<button type="button" class="btn" onClick=${() => filter({ text: "", tag: "" })}>Clear the search</button>`}>No note fits. Fewer words may find more.<//>`
      : html`<ul class="list">
          ${shown.map((note) => {
            const own = byId.get(note.id);
            return html`<li key=${note.id}>
              <a class="item book" href=${`/library/notes/${note.id}`}>
                <span class="what"><b>${note.title}</b><span>${"excerpt" in note ? note.excerpt : note.tags.map(themeWords).join(", ")}</span></span>
                <span class="sm faint num">${own && `${Math.max(1, Math.round(own.words / WORDS_A_MINUTE))} min`}</span>
              </a>
            </li>`;
          })}
        </ul>`}
  `;
}
