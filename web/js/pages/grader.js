/** The grader card: in plain words and numbers, how far to trust the grader that runs on this computer. */
import { html } from "../html.js";
import { useLoad } from "../load.js";
import { markdown } from "../markdown.js";
import { ErrorBox, Loading, Page } from "../shell.js";
import { graderCard } from "../wire.js";

export default function GraderPage() {
  const held = useLoad(graderCard, []);
  return html`
    <${Page} title="Grader card" current="settings" ready=${!held.loading}>
      <header class="head"><div><h1>How far to trust the grader</h1><p class="quiet">The one that runs on this computer, held against people’s labels.</p></div></header>
      ${held.data
        ? html`<article class="prose grader-card">${markdown(held.data.body)}</article>`
        : held.error
          ? html`<${ErrorBox} error=${held.error} retry=${held.reload} />`
          : html`<${Loading} what="Fetching the grader card" lines=${14} />`}
    <//>
  `;
}
