// All sessions: filter, open, replay, export, import, delete.
import { ApiError } from "../api.js";
import { DeleteDialog, exportItems } from "../card/dialogs.js";
import { useFileDrop } from "../card/drop.js";
import { Dots, Menu } from "../card/menu.js";
import { plural } from "../format.js";
import { html, useState } from "../html.js";
import { useAction, useLoad } from "../load.js";
import { rewrite } from "../router.js";
import { setPreference } from "../settings.js";
import { SessionRow } from "../session-row.js";
import { Empty, ErrorBox, Loading, Notice, Page } from "../shell.js";
import { endSession, importSession, sessions } from "../wire.js";

/** @typedef {import("../../types/wire.js").SessionSummary} SessionSummary */
/** @typedef {import("../card/menu.js").MenuItem} MenuItem */
/** @typedef {import("../router.js").Place} Place */

/**
 * @typedef {object} Filters
 * @property {string} round a round's id; empty for all
 * @property {"" | "graded" | "unfinished"} state
 * @property {string} text
 */

const MOST_BYTES = 8 * 1024 * 1024;

/** @param {{place: Place}} props */
export default function SessionsPage({ place }) {
  const held = useLoad(sessions, []);
  return html`<${Page} title="Sessions" current="sessions" kind="sessions">
    ${held.error
      ? html`<h1>Sessions</h1><div class="gap-above"><${ErrorBox} error=${held.error} retry=${held.reload} /></div>`
      : held.data
        ? html`<${List} all=${held.data} place=${place} reload=${held.reload} />`
        : html`<h1>Sessions</h1><${Loading} what="Fetching your sessions" lines=${8} />`}
  <//>`;
}

/** @param {{all: SessionSummary[], place: Place, reload: () => void}} props */
function List({ all, place, reload }) {
  const [filters, setFilters] = useState(() => fromQuery(place.query));
  const [doomed, setDoomed] = useState(/** @type {SessionSummary | null} */ (null));
  const [imported, setImported] = useState(/** @type {{id: string, title: string, graded: boolean} | null} */ (null));
  const [said, setSaid] = useState("");
  const shown = all.filter((one) => fits(one, filters));
  const rounds = [...new Map(all.map((one) => [one.round, one.round_title]))].sort((a, b) => a[1].localeCompare(b[1]));

  /** @param {Partial<Filters>} change */
  const narrow = (change) => {
    const next = { ...filters, ...change };
    setFilters(next);
    rewrite(toQuery(next));
  };
  const [take, taking] = useAction(async (/** @type {File} */ file) => {
    setImported(null);
    const session = await importSession(await exportIn(file));
    setImported({ id: session.id, title: session.title, graded: session.state === "graded" });
    reload();
  });
  const [finish, finishing] = useAction(async (/** @type {SessionSummary} */ one) => {
    setSaid(`Grading ${one.title}.`);
    await endSession(one.id);
    setSaid(`${one.title} is graded.`);
    reload();
  });
  const over = useFileDrop(take);

  const filtered = filters.round !== "" || filters.state !== "" || filters.text !== "";
  return html`
    <header class="head">
      <div>
        <h1>Sessions</h1>
        <p class="sm quiet">Kept on this computer. An export can be imported here again.</p>
      </div>
      <label class="btn push">
        ${taking.busy ? "Importing" : "Import"}
        <input
          class="sr"
          type="file"
          accept=".json,application/json"
          disabled=${taking.busy}
          onChange=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) take(file);
          }}
        />
      </label>
    </header>
    ${taking.error && html`<div class="gap-below"><${ErrorBox} error=${taking.error} /></div>`}
    ${finishing.error && html`<div class="gap-below"><${ErrorBox} error=${finishing.error} /></div>`}
    ${imported &&
    html`<div class="gap-below">
      <${Notice} live title=${`Imported “${imported.title}”.`} action=${html`<a class="btn" href=${`/sessions/${encodeURIComponent(imported.id)}`}>Open</a>`}>Its transcript and scorecards are here now.<//>
    </div>`}
    ${all.length === 0
      ? html`<${Empty} action=${html`<p class="row wrap"><a class="btn main" href="/">Start an interview</a><a class="btn" href="/grade">Grade an answer</a></p>`}>Nothing here yet. Start with <a href="/" onClick=${() => setPreference("round", "system-design-short")}>a 15-minute question</a>.<//>`
      : html`
          <div class="sieve">
            <div class="field">
              <label for="f-round">Round</label>
              <select id="f-round" onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => narrow({ round: event.currentTarget.value })}>
                <option value="" selected=${filters.round === ""}>All rounds</option>
                ${rounds.map(([id, title]) => html`<option key=${id} value=${id} selected=${id === filters.round}>${title}</option>`)}
              </select>
            </div>
            <div class="field">
              <label for="f-state">State</label>
              <select
                id="f-state"
                onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => narrow({ state: /** @type {Filters["state"]} */ (event.currentTarget.value) })}
              >
                ${STATES.map((state) => html`<option key=${state.value} value=${state.value} selected=${state.value === filters.state}>${state.word}</option>`)}
              </select>
            </div>
            <div class="field">
              <label for="f-text">Title</label>
              <input id="f-text" type="text" value=${filters.text} onInput=${(/** @type {InputEvent & {currentTarget: HTMLInputElement}} */ event) => narrow({ text: event.currentTarget.value })} />
            </div>
            <p class="sm faint found" role="status">${filtered ? `${shown.length} of ${plural(all.length, "session")}` : plural(all.length, "session")}</p>
          </div>
          ${shown.length === 0
            ? html`<${Empty} action=${html`<button type="button" class="btn" onClick=${() => narrow({ round: "", state: "", text: "" })}>Show all</button>`}>No session fits these filters.<//>`
            : html`<ul class="list session-list">
                ${shown.map(
                  (one) => html`<li key=${one.id}>
                    <${SessionRow} session=${one} />
                    <${Menu} kind="btn bare icon" end name=${`More for ${one.title}`} word=${html`<${Dots} />`} items=${rowItems(one, finish, setDoomed)} />
                  </li>`,
                )}
              </ul>`}
        `}
    <p class="sr" role="status">${said}</p>
    ${over && html`<div class="drop-veil" aria-hidden="true"><span>Drop an export to import it</span></div>`}
    ${doomed &&
    html`<${DeleteDialog}
      id=${doomed.id}
      title=${doomed.title}
      onClose=${() => setDoomed(null)}
      onDeleted=${() => {
        setDoomed(null);
        setImported(null);
        setSaid(`${doomed.title} is deleted.`);
        reload();
        requestAnimationFrame(focusHeading); // its row, which had the focus, is gone
      }}
    />`}
  `;
}

function focusHeading() {
  const heading = document.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}

/** @type {readonly {value: Filters["state"], word: string}[]} */
const STATES = [
  { value: "", word: "All" },
  { value: "graded", word: "Graded" },
  { value: "unfinished", word: "Unfinished" },
];

/**
 * @param {SessionSummary} one
 * @param {(one: SessionSummary) => void} finish
 * @param {(one: SessionSummary) => void} doom
 * @returns {MenuItem[]}
 */
function rowItems(one, finish, doom) {
  const id = encodeURIComponent(one.id);
  /** @type {MenuItem[]} */
  const items = [];
  if (one.state === "live") items.push({ word: "Resume", href: `/room/${id}` });
  if (one.state === "graded") items.push({ word: "Scorecard", href: `/sessions/${id}` }, { word: "Compare", href: `/sessions/${id}/compare` });
  else items.push({ word: "Grade what’s there", run: () => finish(one) });
  if (one.duration_ms > 0) items.push({ word: "Replay", href: `/sessions/${id}/replay` });
  const exports = exportItems(one.id).map((item) => ({ ...item, word: `Export: ${item.word}`, note: undefined }));
  return [...items, ...exports, { word: "Delete", danger: true, run: () => doom(one) }];
}

/**
 * @param {SessionSummary} one
 * @param {Filters} filters
 */
function fits(one, { round, state, text }) {
  if (round !== "" && one.round !== round) return false;
  if (state === "graded" && one.state !== "graded") return false;
  if (state === "unfinished" && one.state === "graded") return false;
  return one.title.toLowerCase().includes(text.trim().toLowerCase());
}

/**
 * @param {URLSearchParams} query
 * @returns {Filters}
 */
function fromQuery(query) {
  const state = query.get("state");
  return { round: query.get("round") ?? "", state: state === "graded" || state === "unfinished" ? state : "", text: query.get("q") ?? "" };
}

/** @param {Filters} filters */
function toQuery({ round, state, text }) {
  const query = new URLSearchParams();
  if (round) query.set("round", round);
  if (state) query.set("state", state);
  if (text) query.set("q", text);
  const words = query.toString();
  return words ? `/sessions?${words}` : "/sessions";
}

/**
 * The JSON of an exported session.
 * @param {File} file
 * @returns {Promise<unknown>}
 */
async function exportIn(file) {
  const title = `Couldn’t import ${file.name}.`;
  if (file.size > MOST_BYTES) throw new ApiError("too-large", title, "It is larger than 8 MB, which no export of one session is.");
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new ApiError("bad-json", title, "It isn’t JSON. Export the session again as JSON, and import that file. Nothing here was changed.");
  }
}
