// Key points of a question of one's own: three to six lines that can be moved with the keyboard.
import { html, useLayoutEffect, useRef, useState } from "../html.js";
import { Icon } from "../icons.js";

export const LEAST = 3;
export const MOST = 6;

/** @param {{points: readonly string[], onChange: (points: string[]) => void, error: string}} props */
export function KeyPoints({ points, onChange, error }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const [focus, setFocus] = useState(-1);
  const [said, setSaid] = useState("");
  const rows = points.length < MOST ? [...points, ""] : [...points];

  useLayoutEffect(() => {
    if (focus < 0) return;
    list.current?.querySelectorAll("input")[focus]?.focus();
    setFocus(-1);
  }, [focus]);

  /**
   * @param {number} index
   * @param {string} text
   */
  const edit = (index, text) => onChange(index < points.length ? points.map((point, i) => (i === index ? text : point)) : [...points, text]);
  /** @param {number} index */
  const remove = (index) => {
    onChange(points.filter((_, i) => i !== index));
    setSaid(`Key point ${index + 1} removed.`);
    setFocus(Math.max(0, index - 1));
  };
  /**
   * @param {number} index
   * @param {number} by
   */
  const move = (index, by) => {
    const to = index + by;
    if (to < 0 || to >= points.length || index >= points.length) return;
    const moved = [...points];
    const [point] = moved.splice(index, 1);
    moved.splice(to, 0, point ?? "");
    onChange(moved);
    setSaid(`Moved to ${to + 1} of ${moved.length}.`);
    setFocus(to);
  };
  /**
   * @param {KeyboardEvent} event
   * @param {number} index
   */
  const key = (event, index) => {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(index, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (index + 1 < rows.length) setFocus(index + 1);
    } else if (event.key === "Backspace" && index < points.length && points[index] === "" && index > 0) {
      event.preventDefault();
      remove(index);
    }
  };

  return html`<fieldset class="field points">
    <legend>Key points <span class="faint">${LEAST} to ${MOST}</span></legend>
    <ol ref=${list} class=${error ? "wrong" : ""}>
      ${rows.map(
        (point, index) => html`<li key=${index}>
          <input
            type="text"
            aria-label=${`Key point ${index + 1}`}
            aria-describedby=${error ? "points-error points-keys" : "points-keys"}
            aria-invalid=${error ? "true" : undefined}
            maxlength="300"
            placeholder=${PLACEHOLDERS[Math.min(index, PLACEHOLDERS.length - 1)]}
            value=${point}
            onInput=${(/** @type {InputEvent & {currentTarget: HTMLInputElement}} */ event) => edit(index, event.currentTarget.value)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => key(event, index)}
          />
          ${index < points.length &&
          html`<span class="point-acts">
            <button type="button" aria-label=${`Move key point ${index + 1} up`} disabled=${index === 0} onClick=${() => move(index, -1)}><${Icon} name="up" /></button>
            <button type="button" aria-label=${`Move key point ${index + 1} down`} disabled=${index === points.length - 1} onClick=${() => move(index, 1)}><${Icon} name="down" /></button>
            <button type="button" aria-label=${`Remove key point ${index + 1}`} onClick=${() => remove(index)}><${Icon} name="close" /></button>
          </span>`}
        </li>`,
      )}
    </ol>
    ${error && html`<p class="xs wrong-words" id="points-error" role="alert">${error}</p>`}
    <p class="xs faint keys-hint" id="points-keys">Enter for the next, <kbd>Alt</kbd> with <kbd>Up</kbd> or <kbd>Down</kbd> to move.</p>
    <p class="sr" role="status">${said}</p>
  </fieldset>`;
}

const PLACEHOLDERS = ["What a good answer must say", "A second point", "A third point", "Another point, if it matters"];
