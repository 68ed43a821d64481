/**
 * Keyboard shortcuts. Keys that write a character act outside text fields only and can be switched off in the settings;
 * with Alt or Ctrl they act everywhere. `?` lists what the page at hand offers.
 */
import { html, useEffect, useRef, useState } from "./html.js";
import { preference, usePreference } from "./settings.js";
import { Dialog } from "./shell.js";

/**
 * @typedef {object} Binding
 * @property {string} keys "h", "[", "Space", "ArrowLeft", "Alt+h", "Ctrl+Enter"; several with a blank between them
 * @property {string} does for the help sheet: "Ask for a hint"
 * @property {(event: KeyboardEvent) => void} [run] left out where an element handles the key itself
 * @property {boolean} [hidden] not on the help sheet
 */
/** @typedef {{where: string, bindings: readonly Binding[]}} Group */

const ANYWHERE = "Anywhere";
/** @type {Set<{current: Group}>} */
const groups = new Set();

/** @param {KeyboardEvent} event */
function chord(event) {
  const held = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "");
  const key = event.key === " " ? "Space" : event.key;
  // With Alt some layouts write another character: go by the key's place then.
  const plain = event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : key;
  return held + (plain.length === 1 ? plain.toLowerCase() : plain);
}

/** @param {EventTarget | null} target */
function inTextField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["button", "checkbox", "radio", "range", "submit", "reset", "file"].includes(target.type);
}

/**
 * Whether the element in focus uses this key itself.
 * @param {EventTarget | null} target
 * @param {string} key
 */
function usesItself(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  const presses = target.closest("button, a[href], summary, input, [role=tab], [role=option]");
  if ((key === "Space" || key === "Enter") && presses) return true;
  return key.startsWith("Arrow") && target instanceof HTMLInputElement && ["radio", "range"].includes(target.type);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.repeat && !event.key.startsWith("Arrow")) return;
  if (document.querySelector("dialog[open]")) return;
  const keys = chord(event);
  const held = /^(Ctrl|Alt)\+/.test(keys);
  if (!held) {
    if (inTextField(event.target) || usesItself(event.target, keys)) return;
    if ((keys.length === 1 || keys === "Space") && keys !== "?" && !preference("shortcuts")) return;
  }
  for (const group of [...groups].reverse()) {
    const binding = group.current.bindings.find((one) => one.run && one.keys.split(" ").includes(keys));
    if (binding?.run) {
      event.preventDefault();
      binding.run(event);
      return;
    }
  }
}

/** Begins to listen. Call once. */
export function startKeys() {
  document.addEventListener("keydown", pressed);
}

/**
 * Offers shortcuts while the calling component stands.
 * @param {string} where heading on the help sheet
 * @param {readonly Binding[]} bindings
 */
export function useKeys(where, bindings) {
  const group = useRef(/** @type {Group} */ ({ where, bindings }));
  group.current = { where, bindings };
  useEffect(() => {
    groups.add(group);
    return () => {
      groups.delete(group);
    };
  }, []);
}

/** @type {() => void} */
let openSheet = () => {};

/** Opens the help sheet, as `?` does. */
export const showHelp = () => openSheet();

/** @type {Record<string, string>} */
const NAMES = { ArrowLeft: "Left", ArrowRight: "Right", ArrowUp: "Up", ArrowDown: "Down", Escape: "Esc", "=": "=", "-": "−" };

/** @param {{keys: string}} props one chord */
const Chord = ({ keys }) => html`<span class="chord">
  ${keys.split("+").map((key) => html`<kbd>${NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>`)}
</span>`;

/** The help sheet and the key that opens it. Rendered once, by the shell. */
export function HelpSheet() {
  const [open, setOpen] = useState(false);
  const [shortcuts, setShortcuts] = usePreference("shortcuts");
  openSheet = () => setOpen(true);
  useKeys(ANYWHERE, [{ keys: "?", does: "This list", run: () => setOpen(true) }]);
  if (!open) return null;
  /** @type {Map<string, Binding[]>} */
  const listed = new Map();
  for (const { current } of [...groups].sort((a, b) => Number(a.current.where === ANYWHERE) - Number(b.current.where === ANYWHERE))) {
    listed.set(current.where, [...(listed.get(current.where) ?? []), ...current.bindings.filter((one) => !one.hidden)]);
  }
  return html`
    <${Dialog} title="Keys" wide onClose=${() => setOpen(false)}>
      <div class="keysheet">
        ${[...listed].map(
          ([where, bindings]) => html`<section key=${where}>
            <h3>${where}</h3>
            <dl>
              ${bindings.map((one) => html`<div><dt>${one.keys.split(" ").map((keys) => html`<${Chord} keys=${keys} />`)}</dt><dd>${one.does}</dd></div>`)}
            </dl>
          </section>`,
        )}
      </div>
      <label class="check">
        <input type="checkbox" checked=${shortcuts} onChange=${() => setShortcuts(!shortcuts)} />
        <span>Single keys as shortcuts<span class="faint xs">They act outside text fields only. Off, the keys with Alt or Ctrl and ? remain.</span></span>
      </label>
    <//>
  `;
}

/**
 * What a small form does with its own keys: Escape closes it, Ctrl+Enter saves.
 * @param {{busy: boolean, save: () => unknown, close: () => void}} form
 * @returns {(event: KeyboardEvent) => void}
 */
export const formKeys = ({ busy, save, close }) => (event) => {
  if (event.key === "Escape" && !busy) {
    event.stopPropagation();
    close();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.stopPropagation();
    void save();
  }
};
