// A recording on the page that grades: how far its words are, then the words to check before they are graded.
import { unsureSpans } from "../card/words.js";
import { clock, plural } from "../format.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../html.js";
import { Notice } from "../shell.js";
import { cut, joined, reworded, swapped, tallyHeard } from "./heard.js";
import { tallyWords } from "./words.js";

/** @typedef {import("../../types/wire.js").HeardTurn} HeardTurn */
/** @typedef {import("./heard.js").Heard} Heard */

/** Before this much is done, how long the rest takes is a guess not worth making. */
const TELLING = 0.05;
const SOON_S = 20;

/**
 * How far the writing down is.
 * @param {{name: string, share: number | null, onStop: () => void}} props `share` is null while the file is on its way
 */
export function Hearing({ name, share, onStop }) {
  const [seconds, setSeconds] = useState(0);
  const began = useRef(0);
  useEffect(() => {
    began.current = performance.now();
    const timer = setInterval(() => setSeconds((performance.now() - began.current) / 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = share !== null && share > TELLING ? (seconds / share) * (1 - share) : 0;
  return html`<div class="hearing sheet">
    <p><b>${share === null ? `Opening ${name}.` : `Writing down ${name}.`}</b> <span class="quiet">What you had is still in the box.</span></p>
    <div class="row">
      <progress aria-label=${`How much of ${name} is written down`} max="1" value=${share ?? undefined}></progress>
      <span class="num sm">${share === null ? "" : `${Math.floor(share * 100)} %`}</span>
      <button type="button" class="btn" onClick=${onStop}>Cancel</button>
    </div>
    <p class="xs faint">${left > SOON_S ? `About ${left < 90 ? plural(Math.ceil(left / 10) * 10, "second") : plural(Math.round(left / 60), "minute")} left.` : " "}</p>
    <p class="sr" role="status">${share === null ? `Opening ${name}` : `${Math.floor(share * 10) * 10} percent written down`}</p>
  </div>`;
}

/** This many doubtful words of a turn are named. */
const NAMED = 8;

/** The words of a turn that were heard with low confidence. @param {{turn: HeardTurn}} props */
function Doubts({ turn }) {
  const doubts = unsureSpans(turn).map((one) => turn.text.slice(one.start, one.end));
  if (doubts.length === 0) return null;
  return html`<p class="xs faint doubts">Heard with low confidence: ${doubts.slice(0, NAMED).map((words, index) => html`${index > 0 ? ", " : ""}<span class="unsure">${words}</span>`)}${doubts.length > NAMED ? " and more" : ""}.</p>`;
}

/**
 * The turns to check. Enter cuts a turn at the caret; Backspace at its beginning joins it to the one before.
 * @param {{heard: Heard, onChange: (heard: Heard) => void, onRemove: () => void}} props
 */
export function HeardEditor({ heard, onChange, onRemove }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const [caret, setCaret] = useState(/** @type {{turn: number, offset: number} | null} */ (null));
  const { turns } = heard;
  useLayoutEffect(() => {
    if (!caret) return;
    const box = list.current?.querySelectorAll("textarea")[caret.turn];
    box?.focus();
    box?.setSelectionRange(caret.offset, caret.offset);
    setCaret(null);
  }, [caret]);

  /** @param {HeardTurn[]} next */
  const change = (next) => onChange({ ...heard, turns: next });
  /** @param {number} index @param {HeardTurn} turn */
  const replace = (index, turn) => change(turns.map((one, at) => (at === index ? turn : one)));
  /**
   * @param {KeyboardEvent & {currentTarget: HTMLTextAreaElement}} event
   * @param {number} index
   */
  const key = (event, index) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const [turn, before] = [turns[index], turns[index - 1]];
    if (!turn || selectionStart !== selectionEnd || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const parts = cut(turn, selectionStart);
      if (!parts) return;
      change([...turns.slice(0, index), ...parts, ...turns.slice(index + 1)]);
      setCaret({ turn: index + 1, offset: 0 });
    } else if (event.key === "Backspace" && selectionStart === 0 && before) {
      event.preventDefault();
      const offset = before.text.trim().length;
      change([...turns.slice(0, index - 1), joined(before, turn), ...turns.slice(index + 1)]);
      setCaret({ turn: index - 1, offset });
    }
  };

  const words = tallyWords(tallyHeard(turns));
  return html`<div class="editor heard-box sheet">
    <div class="heard-head">
      <h2>Check what was heard</h2>
      <p class="sm quiet">Mend what was misheard, and say whose words they are. Only yours are graded.</p>
      ${heard.speakers === 1
        ? html`<${Notice} kind="warn">${heard.note ?? "Treated as one speaker. If someone asked questions in it, mark those turns as the interviewer’s."}<//>`
        : heard.note && html`<${Notice}>${heard.note}<//>`}
    </div>
    <ol class="heard" ref=${list} aria-describedby="heard-keys">
      ${turns.map(
        (turn, index) => html`<li key=${index} class=${turn.speaker === "candidate" ? "you" : ""}>
          <div class="heard-who">
            <select
              aria-label=${`Speaker of turn ${index + 1}`}
              onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => replace(index, { ...turn, speaker: event.currentTarget.value === "candidate" ? "candidate" : "interviewer" })}
            >
              <option value="candidate" selected=${turn.speaker === "candidate"}>You</option>
              <option value="interviewer" selected=${turn.speaker !== "candidate"}>Interviewer</option>
            </select>
            ${turn.start_ms !== null && html`<time class="xs faint num">${clock(turn.start_ms)}</time>`}
          </div>
          <div><textarea
            class=${turn.speaker === "candidate" ? "say" : "ask"}
            aria-label=${`Words of turn ${index + 1}`}
            rows="1"
            spellcheck="false"
            value=${turn.text}
            onInput=${(/** @type {InputEvent & {currentTarget: HTMLTextAreaElement}} */ event) => replace(index, reworded(turn, event.currentTarget.value))}
            onKeyDown=${(/** @type {KeyboardEvent & {currentTarget: HTMLTextAreaElement}} */ event) => key(event, index)}
          ></textarea>
          <${Doubts} turn=${turn} />
          </div>
        </li>`,
      )}
    </ol>
    <div class="foot">
      <span class="sm tally" role="status"><b>${words.lead}</b> ${words.rest} <span class="faint">From ${heard.filename}.</span></span>
      <span class="push row">
        <button type="button" class="btn bare" onClick=${onRemove}>Remove</button>
        <button type="button" class="btn" onClick=${() => change(swapped(turns))}>Swap speakers</button>
      </span>
    </div>
  </div>
  <p class="xs faint drop-hint keys-hint" id="heard-keys"><kbd>Enter</kbd> cuts a turn in two, <kbd>Backspace</kbd> at its beginning joins it to the one before.</p>`;
}
