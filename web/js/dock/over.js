/** The dock when nothing more is asked: grading, or the ways on from here. */
import { html } from "../html.js";
import { useAction } from "../load.js";
import { navigate } from "../router.js";
import { ErrorBox } from "../shell.js";
import { endSession } from "../wire.js";
import { DockPane } from "./pane.js";

/** Grading is under way on the server. */
export const GradingDock = () => html`
  <${DockPane} label="Grading" acts=${html`<span class="sm faint">The scorecard opens by itself.</span>`}>
    <div class="dock-words" role="status">
      <p><b>Grading</b></p>
      <p class="sm quiet">Reading every answer against the rubric. This takes a few seconds.</p>
      <div class="working" aria-hidden="true"><i></i></div>
    </div>
  <//>
`;

/**
 * An interview that ended, with its scorecard or without one yet.
 * @param {{id: string, graded: boolean}} props
 */
export function OverDock({ id, graded }) {
  const [grade, grading] = useAction(async () => {
    await endSession(id);
    navigate(`/sessions/${id}`, { replace: true });
  });
  if (grading.busy) return html`<${GradingDock} />`;
  return html`
    <${DockPane}
      label="After the interview"
      acts=${graded
        ? html`<a class="btn main big" href=${`/sessions/${id}`}>Scorecard</a><a class="btn big" href=${`/sessions/${id}/replay`}>Replay</a>`
        : html`<button type="button" class="btn main big" onClick=${() => grade()}>Grade what’s there</button>`}
    >
      <div class="dock-words">
        <p><b>This interview is over.</b></p>
        <p class="sm quiet">${graded ? "It was graded. Nothing can be added to it." : "It has no scorecard yet. Every finished answer is saved."}</p>
        ${grading.error && html`<${ErrorBox} error=${grading.error} />`}
      </div>
    <//>
  `;
}
