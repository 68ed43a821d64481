/** The grader card: in plain words and numbers, how far to trust the grader that runs on this computer. */
import { otherWeights, unmeasured } from "../grade/card.js";
import { html } from "../html.js";
import { useLoad } from "../load.js";
import { markdown } from "../markdown.js";
import { ErrorBox, Loading, Notice, Page } from "../shell.js";
import { graderCard } from "../wire.js";

/** @typedef {import("../../types/wire.js").GraderCard} GraderCard */

export default function GraderPage() {
  const held = useLoad(graderCard, []);
  return html`
    <${Page} title="Grader card" current="settings" ready=${!held.loading}>
      <header class="head"><div><h1>How far to trust the grader</h1><p class="quiet">The one that runs on this computer, held against labels that its makers gave.</p></div></header>
      ${held.data
        ? html`<${Caveats} card=${held.data} /><article class="prose grader-card">${markdown(held.data.body)}</article>`
        : held.error
          ? html`<${ErrorBox} error=${held.error} retry=${held.reload} />`
          : html`<${Loading} what="Fetching the grader card" lines=${14} />`}
    <//>
  `;
}

/** What the card's figures are not about. @param {{card: GraderCard}} props */
const Caveats = ({ card }) => [unmeasured(card), otherWeights(card)].map((text) => text && html`<div class="gap-below"><${Notice} kind="warn">${text}<//></div>`);
