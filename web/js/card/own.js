// “I disagree”: the candidate's own label for a criterion, beside the grader's. It changes no score.
import { html, useLayoutEffect, useRef, useState } from "../html.js";
import { formKeys } from "../keys.js";
import { labelWord } from "../labels.js";
import { useAction } from "../load.js";
import { Choice, ErrorBox } from "../shell.js";

/** @typedef {import("../../types/wire.js").OwnLabel} OwnLabel */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/** @type {readonly {value: "2" | "1" | "0", word: string}[]} */
const LABELS = [
  { value: "2", word: "Full" },
  { value: "1", word: "Partial" },
  { value: "0", word: "Missing" },
];

/** As long as the server lets a note be. */
const LONGEST = 2_000;

/**
 * The own label of a criterion: said, changed, taken back, or the button that begins it.
 * @param {{id: string, own: OwnLabel | undefined, onOwn: (own: OwnLabel | null) => Promise<void>}} props `onOwn(null)` takes it back
 */
export function Own({ id, own, onOwn }) {
  const [editing, setEditing] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const moved = useRef(false);
  useLayoutEffect(() => {
    if (!moved.current) return;
    const first = editing ? box.current?.querySelector("input:checked") ?? box.current?.querySelector("input") : box.current?.querySelector("button");
    if (first instanceof HTMLElement) first.focus();
  }, [editing, own]);
  /** @param {boolean} to */
  const turn = (to) => {
    moved.current = true;
    setEditing(to);
  };
  const [takeBack, taking] = useAction(async () => {
    moved.current = true;
    await onOwn(null);
  });
  return html`<div class="own" ref=${box}>
    ${editing
      ? html`<${Form}
          id=${id}
          own=${own}
          onClose=${() => turn(false)}
          onSave=${async (/** @type {OwnLabel} */ given) => {
            await onOwn(given);
            turn(false);
          }}
        />`
      : own
        ? html`<p class="yours"><b>Your label: ${labelWord(own.label)}.</b> ${own.note}</p>
            <p class="row wrap own-acts">
              <button type="button" class="btn bare tight" onClick=${() => turn(true)}>Change</button>
              <button type="button" class="btn bare tight" disabled=${taking.busy} onClick=${() => takeBack()}>Take it back</button>
            </p>`
        : html`<p class="own-acts"><button type="button" class="btn bare tight" onClick=${() => turn(true)}>I disagree</button></p>`}
    ${taking.error && html`<${ErrorBox} error=${taking.error} />`}
  </div>`;
}

/** @param {{id: string, own: OwnLabel | undefined, onSave: (own: OwnLabel) => Promise<void>, onClose: () => void}} props */
function Form({ id, own, onSave, onClose }) {
  const [label, setLabel] = useState(/** @type {"2" | "1" | "0" | ""} */ (own ? String(own.label) : ""));
  const [note, setNote] = useState(own?.note ?? "");
  const [save, { busy, error }] = useAction(async () => {
    if (label !== "") await onSave({ label: label === "2" ? 2 : label === "1" ? 1 : 0, note: note.trim() });
  });
  return html`<form
    class="own-form"
    aria-label="Your label"
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      void save();
    }}
    onKeyDown=${formKeys({ busy, save, close: onClose })}
  >
    <${Choice} legend="What you would have given" name=${`own-${id}`} value=${label} options=${LABELS} onChange=${setLabel} />
    <label class="own-note"><span>Why, if you like</span>
      <textarea
        rows="2"
        maxlength=${LONGEST}
        value=${note}
        onInput=${(/** @type {InputEvent & {currentTarget: HTMLTextAreaElement}} */ event) => setNote(event.currentTarget.value)}
      ></textarea></label>
    <p class="xs faint">It stands beside the grader’s label and changes no score.</p>
    ${error && html`<${ErrorBox} error=${error} />`}
    <p class="row wrap own-acts">
      <button type="submit" class="btn main" disabled=${busy || label === ""}>${busy ? "Saving" : "Save"}</button>
      <button type="button" class="btn" disabled=${busy} onClick=${onClose}>Cancel</button>
    </p>
  </form>`;
}

/**
 * The legs of a session for whose criteria there are own labels.
 * @param {Pick<SessionView, "criteria" | "own_labels">} session
 * @returns {number[]}
 */
export function ownLegs(session) {
  const legs = session.criteria.filter(({ id }) => session.own_labels[id]).map(({ leg }) => leg);
  return [...new Set(legs)].sort((a, b) => a - b);
}
