// A button that opens a short list of links and commands. Escape, a choice, or leaving it closes it.
import { html, useEffect, useRef, useState } from "../html.js";

/** @typedef {import("../html.js").Child} Child */

/**
 * @typedef {object} MenuItem
 * @property {string} word
 * @property {string} [note] a few words more, on a second line
 * @property {string} [href]
 * @property {boolean} [download]
 * @property {() => void} [run]
 * @property {boolean} [danger]
 */

/** @param {{word: Child, name?: string, kind?: string, items: readonly MenuItem[], end?: boolean}} props */
export function Menu({ word, name, kind = "btn", items, end = false }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => {
    if (!open) return;
    const outside = (/** @type {Event} */ event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    event.stopPropagation();
    if (!open) setOpen(true);
    const stops = [...(box.current?.querySelectorAll(".menu a, .menu button") ?? [])];
    const now = stops.findIndex((stop) => stop === document.activeElement);
    const next = stops[(now + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length];
    if (next instanceof HTMLElement) next.focus();
  };
  return html`<span class="menu-box" ref=${box} onKeyDown=${walk}>
    <button type="button" class=${kind} ref=${button} aria-expanded=${open} aria-label=${name} onClick=${() => setOpen(!open)}>${word}</button>
    ${open &&
    html`<ul class=${`menu ${end ? "end" : ""}`}>
      ${items.map((item) => html`<li key=${item.word}><${Item} item=${item} close=${close} /></li>`)}
    </ul>`}
  </span>`;
}

/** @param {{item: MenuItem, close: () => void}} props */
function Item({ item, close }) {
  const inside = html`${item.word}${item.note && html`<small>${item.note}</small>`}`;
  if (item.href !== undefined) {
    return html`<a href=${item.href} download=${item.download ? "" : undefined} onClick=${close}>${inside}</a>`;
  }
  return html`<button
    type="button"
    class=${item.danger ? "danger" : ""}
    onClick=${() => {
      close();
      item.run?.();
    }}
  >${inside}</button>`;
}

/** Three dots, for a menu of what else can be done. */
export const Dots = () => html`<svg class="ico" viewBox="0 0 16 16" aria-hidden="true"><circle cx="3" cy="8" r="1.4" fill="currentColor" /><circle cx="8" cy="8" r="1.4" fill="currentColor" /><circle cx="13" cy="8" r="1.4" fill="currentColor" /></svg>`;
