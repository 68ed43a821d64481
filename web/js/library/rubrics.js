/** The rubrics that answers are graded by. */
import { plural } from "../format.js";
import { html } from "../html.js";
import { useLoad } from "../load.js";
import { ErrorBox, Loading } from "../shell.js";
import { rubrics } from "../wire.js";

export function RubricShelf() {
  const held = useLoad(rubrics, []);
  if (held.error) return html`<${ErrorBox} error=${held.error} retry=${held.reload} />`;
  if (!held.data) return html`<${Loading} what="Fetching the rubrics" lines=${4} />`;
  return html`<ul class="list">
    ${held.data.map(
      (one) => html`<li key=${one.id}>
        <a class="item book" href=${`/library/rubrics/${one.id}`}><span class="what"><b>${one.title}</b><span>${plural(one.criteria, "criterion", "criteria")}</span></span><span class="sm faint num">Version ${one.version}</span></a>
      </li>`,
    )}
  </ul>`;
}
