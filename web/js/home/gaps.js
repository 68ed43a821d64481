/** What was missing time and again, with what to read. */
import { html } from "../html.js";
import { LabelIcon } from "../labels.js";

/** @typedef {import("../../types/wire.js").Gap} Gap */

/** @param {{gaps: Gap[]}} props */
export const GapList = ({ gaps }) => html`
  <h2 class="again">Worth another go</h2>
  <ul class="gaps">
    ${gaps.map(
      (gap) => html`<li key=${gap.criterion}>
        <${LabelIcon} label=${gap.label} />
        <span><b>${gap.name}</b><span class="faint xs">${gap.text}</span></span>
        ${gap.note && html`<a class="sm" href=${`/library/notes/${gap.note.id}`} aria-label=${`Read: ${gap.note.title}`}>Read</a>`}
      </li>`,
    )}
  </ul>
`;
