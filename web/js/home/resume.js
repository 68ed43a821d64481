/** The interview that was left in the middle. */
import { clock, plural } from "../format.js";
import { html } from "../html.js";
import { useAction } from "../load.js";
import { navigate } from "../router.js";
import { ErrorBox } from "../shell.js";
import { endSession } from "../wire.js";

/** @typedef {import("../../types/wire.js").SessionSummary} SessionSummary */

/** @param {{session: SessionSummary, others: number}} props */
export function ResumeStrip({ session, others }) {
  const [grade, grading] = useAction(async () => {
    await endSession(session.id);
    navigate(`/sessions/${session.id}`);
  });
  const live = session.state === "live";
  const at = `${live ? "stopped" : "ended"} at ${clock(session.duration_ms)}${live && session.phase ? `, in ${session.phase}` : ""}.`;
  return html`
    <section class="resume" aria-label="Unfinished interview">
      <div>
        <b>${session.title}</b> <span class="quiet">${at} Every finished answer is saved.</span>
        ${others > 0 && html` <a href="/sessions?state=unfinished">${plural(others, "other")} unfinished</a>`}
      </div>
      <div class="row push">
        ${live && html`<a class="btn" href=${`/room/${session.id}`}>Resume</a>`}
        <button type="button" class="btn bare" disabled=${grading.busy} onClick=${() => grade()}>${grading.busy ? "Grading…" : "Grade what’s there"}</button>
      </div>
      ${grading.error && html`<${ErrorBox} error=${grading.error} />`}
    </section>
  `;
}
