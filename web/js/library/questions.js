/** All questions, by round, level, theme and words. */
import { listed, plural, themeWords } from "../format.js";
import { html, useState } from "../html.js";
import { useLoad } from "../load.js";
import { rewrite } from "../router.js";
import { Empty, ErrorBox, Loading } from "../shell.js";
import { questions, rounds } from "../wire.js";
import { address, matches, Search } from "./parts.js";

/** @typedef {import("../../types/wire.js").Question} Question */
/** @typedef {import("../router.js").Place} Place */

/**
 * What was asked for: of whom, at which level, about what.
 * @param {Question} question
 */
export function questionMeta(question) {
  const words = [`${question.minutes} min`];
  if (question.levels.length < 3) words.push(listed(question.levels));
  if (question.theme) words.push(themeWords(question.theme).toLowerCase());
  if (question.audience?.listener) words.push("to a particular listener");
  else if (question.audience?.constraint) words.push("with a constraint");
  return words.join(", ");
}

/** @param {{place: Place}} props */
export function QuestionShelf({ place }) {
  const [filters, setFilters] = useState(() => ({
    text: place.query.get("text") ?? "",
    round: place.query.get("round") ?? "",
    level: place.query.get("level") ?? "",
    theme: place.query.get("theme") ?? "",
  }));
  const held = useLoad(() => Promise.all([questions(), rounds()]), []);
  /** @param {Partial<typeof filters>} change */
  const filter = (change) => {
    const next = { ...filters, ...change };
    setFilters(next);
    rewrite(address("/library/questions", next));
  };
  if (held.error) return html`<${ErrorBox} error=${held.error} retry=${held.reload} />`;
  if (!held.data) return html`<${Loading} what="Fetching the questions" lines=${14} />`;
  const [unordered, offered] = held.data;
  const titles = new Map(offered.flatMap((round) => round.legs.map((leg) => [leg.rubric, leg.title])));
  const banks = [...titles.keys()];
  const all = [...unordered].sort((a, b) => banks.indexOf(a.bank) - banks.indexOf(b.bank) || a.title.localeCompare(b.title));
  const inBank = all.filter((one) => !filters.round || one.bank === filters.round);
  const themes = [...new Set(inBank.flatMap((one) => (one.theme ? [one.theme] : [])))].sort();
  const shown = inBank.filter(
    (one) =>
      (!filters.level || one.levels.some((level) => level === filters.level)) &&
      (!filters.theme || !themes.includes(filters.theme) || one.theme === filters.theme) &&
      (!filters.text || matches(filters.text, `${one.title} ${one.prompt} ${one.tags.join(" ")}`)),
  );
  return html`
    <div class="filters">
      <${Search} label="Search questions" value=${filters.text} onChange=${(/** @type {string} */ text) => filter({ text })} />
      <${Pick} label="Round" all="All rounds" value=${filters.round} options=${[...titles].map(([value, word]) => ({ value, word }))} onChange=${(/** @type {string} */ round) => filter({ round, theme: "" })} />
      <${Pick}
        label="Level"
        all="All levels"
        value=${filters.level}
        options=${["mid", "senior", "staff"].map((level) => ({ value: level, word: themeWords(level) }))}
        onChange=${(/** @type {string} */ level) => filter({ level })}
      />
      ${themes.length > 0 && html`<${Pick} label="Theme" all="All themes" value=${filters.theme} options=${themes.map((theme) => ({ value: theme, word: themeWords(theme) }))} onChange=${(/** @type {string} */ theme) => filter({ theme })} />`}
    </div>
    <p class="sm faint count" role="status">${plural(shown.length, "question")}</p>
    ${shown.length === 0
      ? html`<${Empty} action=${html`<button type="button" class="btn" onClick=${() => filter({ text: "", round: "", level: "", theme: "" })}>Clear the filters</button>`}>No question fits these filters.<//>`
      : html`<ul class="list">
          ${shown.map(
            (one) => html`<li key=${one.id}>
              <a class="item book" href=${`/library/questions/${one.id}`}><span class="what"><b>${one.title}</b><span>${questionMeta(one)}</span></span><span class="sm faint">${titles.get(one.bank) ?? one.bank}</span></a>
            </li>`,
          )}
        </ul>`}
  `;
}

/** @param {{label: string, all: string, value: string, options: {value: string, word: string}[], onChange: (value: string) => void}} props */
export const Pick = ({ label, all, value, options, onChange }) => html`
  <label>
    <span class="sr">${label}</span>
    <select onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => onChange(event.currentTarget.value)}>
      <option value="" selected=${value === ""}>${all}</option>
      ${options.map((option) => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${option.word}</option>`)}
    </select>
  </label>
`;
