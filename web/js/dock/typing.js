/** The dock for typing: a composer that grows upward, and what else one may ask for. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../html.js";
import { Icon } from "../icons.js";
import { useKeys } from "../keys.js";
import { store, stored } from "../settings.js";
import { DockPane } from "./pane.js";
import { Wishes, wishKeys } from "./wishes.js";

/** @typedef {import("../../types/wire.js").Control} Control */

/** Longer answers are refused by the server. */
export const LONGEST = 100_000;

/**
 * @param {{id: string, ready: boolean, sending: boolean, returned: string | null, begun: string | null,
 *   taken: string | null, onAnswer: (text: string, typingMs: number) => boolean,
 *   onWish: (control: Control) => void, onTookBack: () => void, onSpeak: () => void}} props
 *   `ready` is false while there is no connection; `sending` while an answer awaits its receipt;
 *   `returned` is an answer that did not arrive, `taken` the newest that did; `begun` was said before typing took over
 */
export function TypingDock({ id, ready, sending, returned, begun, taken, onAnswer, onWish, onTookBack, onSpeak }) {
  const draftKey = `draft.${id}`;
  const [text, setText] = useState(() => {
    const draft = stored(draftKey) ?? "";
    return draft.trim() === taken ? "" : draft;
  });
  const began = useRef(/** @type {number | null} */ (null));
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const tooLong = text.length > LONGEST;

  /** @param {string} next */
  const change = (next) => {
    if (next.trim() === "") began.current = null;
    else began.current ??= performance.now();
    setText(next);
    store(draftKey, next === "" ? null : next);
  };
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (returned === null) return;
    change(text.trim() === "" ? returned : `${returned}\n\n${text}`);
    onTookBack();
  }, [returned]);
  useLayoutEffect(() => {
    // Browsers that cannot size a field by its content: measure it.
    const element = field.current;
    if (!element || CSS.supports("field-sizing", "content")) return;
    element.style.setProperty("height", "auto");
    element.style.setProperty("height", `${element.scrollHeight}px`);
  }, [text]);

  useEffect(() => {
    if (begun !== null && text.trim() === "") change(begun);
  }, [begun]);
  const speak = () => {
    // What was said stands in the turn that goes on; here it would stand a second time.
    if (begun !== null && text.trim() === begun.trim()) change("");
    onSpeak();
  };

  const send = () => {
    const words = text.trim();
    if (words === "" || !ready || sending || tooLong) return;
    const typingMs = began.current === null ? 0 : Math.round(performance.now() - began.current);
    if (!onAnswer(words, typingMs)) return;
    began.current = null;
    setText("");
    // The stored draft stays until the receipt: a page that dies in between has lost nothing.
    field.current?.focus();
  };
  const wasSending = useRef(false);
  useEffect(() => {
    if (wasSending.current && !sending) store(draftKey, text === "" ? null : text);
    wasSending.current = sending;
  }, [sending]);

  useKeys("Room", [
    ...wishKeys(ready, onWish),
    { keys: "t", does: "Type", run: () => field.current?.focus() },
  ]);
  useKeys("Composer", [
    { keys: "Enter", does: "Send" },
    { keys: "Shift+Enter", does: "New line" },
    { keys: "Escape", does: "Speak instead" },
  ]);

  return html`
    <${DockPane}
      label="Your answer"
      acts=${html`
        <button type="button" class="btn main big" disabled=${!ready || sending || tooLong || text.trim() === ""} onClick=${send}>Send <kbd>Enter</kbd></button>
        ${tooLong && html`<span class="sm" role="status">That is longer than one answer can be. Send it in parts.</span>`}
        <button type="button" class="btn big" aria-keyshortcuts="Escape" onClick=${speak}><${Icon} name="mic" />Speak</button>
        <span class="push row small">
          <${Wishes}
            ready=${ready}
            onWish=${(/** @type {Control} */ control) => {
              onWish(control);
              field.current?.focus();
            }}
          />
        </span>
      `}
    >
      <form class="composer" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <label class="sr" for="composer">Your answer</label>
        <textarea
          id="composer"
          ref=${field}
          rows="2"
          data-keeps-focus
          placeholder="Answer as you would aloud"
          spellcheck="true"
          value=${text}
          onInput=${(/** @type {Event & {currentTarget: HTMLTextAreaElement}} */ event) => change(event.currentTarget.value)}
          onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
            if (event.key === "Escape" && !event.isComposing) {
              event.preventDefault();
              speak();
              return;
            }
            if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        ></textarea>
      </form>
    <//>
  `;
}
