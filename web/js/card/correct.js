// Mending what was misheard: the words of one spoken turn, in place.
import { html, useLayoutEffect, useRef, useState } from "../html.js";
import { useAction } from "../load.js";
import { formKeys } from "../keys.js";
import { ErrorBox } from "../shell.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").Corrected} Corrected */
/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("./words.js").Span} Span */

/**
 * @param {{session: string, index: number, turn: Turn, span: Span | null, graded: boolean, onCorrected: (corrected: Corrected) => void,
 *   onClose: () => void}} props `span`: the words to begin with, which are selected
 */
export function Corrector({ session, index, turn, span, graded, onCorrected, onClose }) {
  const [text, setText] = useState(turn.text);
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useLayoutEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.form?.scrollIntoView({ block: "nearest", behavior: "instant" });
    box.current?.setSelectionRange(span?.start ?? 0, span?.end ?? 0);
  }, []);
  const words = text.split(/\s+/u).filter(Boolean).join(" ");
  const changed = words !== turn.text;
  const [save, { busy, error }] = useAction(async () => {
    if (words !== "" && changed) onCorrected(await wire.correctTurn(session, index, words));
  });
  return html`<form
    class="corrector"
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      void save();
    }}
    onKeyDown=${formKeys({ busy, save, close: onClose })}
  >
    <textarea
      class="say"
      aria-label="What you said"
      aria-describedby="corrector-note"
      rows="4"
      spellcheck="false"
      ref=${box}
      value=${text}
      onInput=${(/** @type {InputEvent & {currentTarget: HTMLTextAreaElement}} */ event) => setText(event.currentTarget.value)}
    ></textarea>
    <p class="xs faint" id="corrector-note">Mend only what was misheard: the recording stays as it is.${graded ? " The session is graded again with the new words." : ""}</p>
    ${error && html`<${ErrorBox} error=${error} />`}
    <p class="row wrap corrector-acts">
      <button type="submit" class="btn main" disabled=${busy || !changed || words === ""}>${busy ? "Saving" : graded ? "Save and grade again" : "Save"}</button>
      <button type="button" class="btn" disabled=${busy} onClick=${onClose}>Cancel</button>
      <span class="xs faint keys-hint"><kbd>Ctrl</kbd> <kbd>Enter</kbd> saves, <kbd>Esc</kbd> cancels</span>
    </p>
    <p class="sr" role="status">${busy ? "Saving the correction." : ""}</p>
  </form>`;
}
