// One turn of the replay: its words up to the playhead, and beyond it.
import { Kind, lineWords, Words } from "../card/transcript.js";
import { momentOf, unsureSpans } from "../card/words.js";
import { clock } from "../format.js";
import { Component, html } from "../html.js";
import { offsetAt } from "./pointed.js";

/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("../card/spans.js").Mark} Mark */
/** @typedef {import("../card/transcript.js").EvidenceUse} EvidenceUse */

/**
 * One turn; it is drawn again only when something of it changes, since the playhead moves twenty times a second.
 * @typedef {{index: number, turn: Turn, marks: readonly Mark[], use: EvidenceUse, active: string | null, state: "past" | "now" | "later",
 *   latest: boolean, word: {start: number, end: number} | null, silent: boolean, onSeek: (at: number) => void}} TurnProps
 * @extends {Component<TurnProps>}
 */
export class TurnRow extends Component {
  /** @param {TurnProps} next */
  shouldComponentUpdate(next) {
    const now = /** @type {TurnProps} */ (/** @type {unknown} */ (this.props));
    const touched = (/** @type {string | null} */ criterion) => criterion !== null && now.marks.some((mark) => mark.criterion === criterion);
    return (
      next.turn !== now.turn ||
      next.marks !== now.marks ||
      next.state !== now.state ||
      next.latest !== now.latest ||
      next.silent !== now.silent ||
      next.word?.start !== now.word?.start ||
      next.word?.end !== now.word?.end ||
      (next.active !== now.active && (touched(next.active) || touched(now.active)))
    );
  }

  render() {
    const { index, turn, marks, use, state, latest, word, silent, onSeek } = /** @type {TurnProps} */ (/** @type {unknown} */ (this.props));
    const you = turn.speaker === "candidate";
    const start = turn.start_ms;
    /** @param {MouseEvent & {currentTarget: HTMLElement}} event */
    const point = (event) => {
      const offset = offsetAt(event, event.currentTarget);
      const to = offset === null ? null : momentOf(turn, offset);
      if (to !== null) onSeek(to);
    };
    return html`<div class=${`turn ${you ? "you" : ""} ${state === "later" ? "later-turn" : ""} ${latest ? "playing" : ""}`} id=${`t-${index}`}>
      <div class="who">
        <b>${you ? "You" : "Interviewer"}</b>
        ${start !== null && html`<button type="button" class="time" aria-label=${`Play from ${clock(start)}`} onClick=${() => onSeek(start)}><time>${clock(start)}</time></button>`}
        <${Kind} act=${turn.act} />
        ${turn.corrected && html`<span class="kind">Corrected</span>`}
        ${silent && html`<span class="kind">No sound</span>`}
        ${latest && word && html`<span class="kind now">Playing</span>`}
      </div>
      ${you
        ? html`<p class=${`say ${start === null ? "" : "seeks"}`} onClick=${start === null ? undefined : point}><${Words} index=${index} text=${turn.text} marks=${marks} use=${use} word=${word} unsure=${unsureSpans(turn)} /></p>`
        : html`<p class=${`ask ${start === null ? "" : "seeks"}`} onClick=${start === null ? undefined : point}><${Line} turn=${turn} word=${word} /></p>`}
    </div>`;
  }
}

/**
 * An interviewer's line: the word that is being said is marked, what is still to be said is pale, and one that was cut off ends in a dash.
 * @param {{turn: Turn, word: {start: number, end: number} | null}} props
 */
function Line({ turn, word }) {
  const text = lineWords(turn);
  if (word === null) return text;
  return html`${text.slice(0, word.start)}<span class="word">${text.slice(word.start, word.end)}</span><span class="ahead">${text.slice(word.end)}</span>`;
}
