/** The frame of a page, and the states that every page has: loading, empty, failed. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "./html.js";
import { Icon } from "./icons.js";
import { useArrival } from "./router.js";

/** @typedef {import("./html.js").Child} Child */
/** @typedef {import("./api.js").ApiError} ApiError */
/** @typedef {"practise" | "sessions" | "grade" | "library" | "settings"} Section */

/** @type {readonly {id: Section, href: string, word: string}[]} */
const SECTIONS = [
  { id: "practise", href: "/", word: "Practise" },
  { id: "sessions", href: "/sessions", word: "Sessions" },
  { id: "grade", href: "/grade", word: "Grade" },
  { id: "library", href: "/library", word: "Library" },
  { id: "settings", href: "/settings", word: "Settings" },
];

/** @param {{current: Section | null}} props */
export const Top = ({ current }) => html`
  <header class="top">
    <a class="brand" href="/" aria-label="Viva, home"><svg aria-hidden="true"><use href="#mark" /></svg>Viva</a>
    <nav class="nav" aria-label="Main">
      ${SECTIONS.map((section) => html`<a key=${section.id} href=${section.href} aria-current=${section.id === current ? "page" : undefined}>${section.word}</a>`)}
    </nav>
    <span class="local push">On this computer only</span>
  </header>
`;

/**
 * A page with the navigation above it. Its first heading takes the focus on arrival.
 * @param {{title: string, current: Section | null, kind?: string, ready?: boolean, children?: Child}} props
 *   `title` names the tab; `kind` is a class of `main`; `ready` is false while it loads what it is about
 */
export function Page({ title, current, kind = "", ready = true, children }) {
  useArrival(title, ready);
  return html`
    <a class="skip" href="#main">Skip to content</a>
    <${Top} current=${current} />
    <main class=${`page ${kind}`} id="main" tabindex="-1">${children}</main>
  `;
}

/**
 * A remark in the page. `bad` is for what failed, and is announced.
 * @param {{kind?: "plain" | "warn" | "bad", title?: string, children?: Child, action?: Child, live?: boolean}} props
 */
export function Notice({ kind = "plain", title, children, action, live = kind === "bad" }) {
  return html`
    <div class=${`notice ${kind === "plain" ? "" : kind}`} role=${live ? (kind === "bad" ? "alert" : "status") : undefined}>
      <${Icon} name=${kind === "plain" ? "info" : "warn"} />
      <span class="notice-words">${title && html`<b>${title}</b> `}${children}</span>
      ${action && html`<span class="notice-action">${action}</span>`}
    </div>
  `;
}

/**
 * What went wrong, what is safe, and a way on.
 * @param {{error: ApiError, retry?: () => void}} props
 */
export const ErrorBox = ({ error, retry }) => html`
  <${Notice} kind="bad" title=${error.message} action=${retry && html`<button type="button" class="btn" onClick=${retry}>Try again</button>`}>${error.hint}<//>
`;

/**
 * Nothing here yet, and what to do about it.
 * @param {{children?: Child, action?: Child}} props
 */
export const Empty = ({ children, action }) => html`<div class="empty"><p>${children}</p>${action}</div>`;

/**
 * Holds the place of what is on its way; says so only when it takes longer than a blink.
 * @param {{what?: string, lines?: number}} props `lines` reserves that many rows
 */
export function Loading({ what = "Loading", lines = 6 }) {
  const [slow, setSlow] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  useLayoutEffect(() => box.current?.style.setProperty("--lines", String(lines)), [lines]);
  return html`<div class="loading" ref=${box} role="status">${slow ? `${what}…` : ""}</div>`;
}

/**
 * A dialog over the page. The browser holds the focus within it and Escape closes it.
 * @param {{title: string, onClose: () => void, children?: Child, wide?: boolean}} props
 */
export function Dialog({ title, onClose, children, wide = false }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return html`
    <dialog
      class=${`dialog ${wide ? "wide" : ""}`}
      aria-labelledby="dialog-title"
      ref=${box}
      onClose=${onClose}
      onClick=${(/** @type {MouseEvent} */ event) => event.target === box.current && onClose()}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id="dialog-title">${title}</h2>
          <button type="button" class="btn bare icon" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button>
        </div>
        ${children}
      </div>
    </dialog>
  `;
}

/**
 * Asks before something that cannot be undone.
 * @param {{title: string, children?: Child, confirm: string, danger?: boolean, busy?: boolean, disabled?: boolean, cancel?: string,
 *   onConfirm: () => void, onClose: () => void}} props
 */
export const Confirm = ({ title, children, confirm, cancel = "Cancel", danger = false, busy = false, disabled = false, onConfirm, onClose }) => html`
  <${Dialog} title=${title} onClose=${onClose}>
    <form
      class="dialog-form"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        if (!busy && !disabled) onConfirm();
      }}
    >
      ${children}
      <div class="row wrap dialog-acts">
        <button type="button" class="btn" onClick=${onClose}>${cancel}</button>
        <button type="submit" class=${`btn ${danger ? "danger" : "main"}`} disabled=${busy || disabled}>${confirm}</button>
      </div>
    </form>
  <//>
`;

/**
 * One of a few, as a segmented control.
 * @template {string} T
 * @param {{legend: string, name: string, value: T, options: readonly {value: T, word: string}[], onChange: (value: T) => void,
 *   kind?: string, hideLegend?: boolean, note?: Child}} props
 */
export const Choice = ({ legend, name, value, options, onChange, kind = "", hideLegend = false, note }) => html`
  <fieldset class=${`field ${kind}`}>
    <legend class=${hideLegend ? "sr" : ""}>${legend}</legend>
    <div class="seg fill">
      ${options.map(
        (option) => html`<label key=${option.value}>
          <input type="radio" name=${name} value=${option.value} checked=${option.value === value} onChange=${() => onChange(option.value)} /><span>${option.word}</span>
        </label>`,
      )}
    </div>
    ${note && html`<span class="xs faint">${note}</span>`}
  </fieldset>
`;
