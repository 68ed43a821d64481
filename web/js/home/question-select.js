/** Picking a question, or leaving it to chance. Questions of other levels come last. */
import { plural, themeWords } from "../format.js";
import { html, useMemo } from "../html.js";

/** @typedef {import("../../types/wire.js").Question} Question */
/** @typedef {import("../../types/wire.js").Level} Level */

/**
 * Questions under headings: by theme where they have one, those of other levels at the end.
 * @param {readonly Question[]} bank
 * @param {Level} level
 * @returns {{title: string, questions: Question[]}[]}
 */
export function grouped(bank, level) {
  const fitting = bank.filter((one) => one.levels.includes(level));
  const others = bank.filter((one) => !one.levels.includes(level));
  /** @type {Map<string, Question[]>} */
  const found = new Map();
  for (const one of fitting) {
    const title = one.theme ? themeWords(one.theme) : one.audience ? "To a particular listener" : "";
    found.set(title, [...(found.get(title) ?? []), one]);
  }
  const groups = [...found].map(([title, questions]) => ({ title: title || "Open questions", questions }));
  groups.sort((a, b) => Number(a.title !== "Open questions") - Number(b.title !== "Open questions") || a.title.localeCompare(b.title));
  if (others.length > 0) groups.push({ title: "Usually asked at other levels", questions: others });
  for (const group of groups) group.questions.sort((a, b) => a.title.localeCompare(b.title));
  return groups;
}

/**
 * @param {{label: string, bank: Question[] | null, level: Level, value: string | null, onChange: (id: string | null) => void}} props
 */
export function QuestionSelect({ label, bank, level, value, onChange }) {
  const groups = useMemo(() => grouped(bank ?? [], level), [bank, level]);
  const single = groups.length === 1;
  const options = (/** @type {Question[]} */ questions) =>
    questions.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === value}>${one.title}</option>`);
  const count = bank?.filter((one) => one.levels.includes(level)).length ?? 0;
  return html`
    <label class="field wide">
      <span class="lbl">${label}</span>
      <select onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => onChange(event.currentTarget.value || null)}>
        <option value="" selected=${value === null}>Surprise me${count > 0 ? `: one of ${plural(count, "question")}` : ""}</option>
        ${groups.map((group) => (single ? options(group.questions) : html`<optgroup key=${group.title} label=${group.title}>${options(group.questions)}</optgroup>`))}
      </select>
    </label>
  `;
}
