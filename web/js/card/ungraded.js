// The page of a session that has no scorecard yet.
import { dayLong } from "../format.js";
import { html } from "../html.js";
import { useAction } from "../load.js";
import { ErrorBox, Notice, Page } from "../shell.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/**
 * A session without a scorecard: it is running, or its grading did not finish.
 * @param {{session: SessionView, reload: () => void}} props
 */
export function Ungraded({ session, reload }) {
  const [grade, { busy, error }] = useAction(async () => {
    await wire.endSession(session.id);
    reload();
  });
  const live = session.state === "live";
  const words = session.turns.some((turn) => turn.speaker === "candidate");
  return html`<${Page} title=${session.title} current="sessions" kind="card">
    <header class="head"><div>
      <h1>${session.title}</h1>
      <p class="sm quiet">${session.round.title}, ${session.level}, ${dayLong(session.created_at)}</p>
    </div></header>
    <${Notice} kind="plain" title=${live ? "This interview is still open." : "Not graded yet."}>${
      live ? "Every finished answer is saved. Go on where you stopped, or grade what’s there." : "Every finished answer is saved. Grade it to see the scorecard."
    }<//>
    ${error && html`<${ErrorBox} error=${error} />`}
    <p class="row wrap acts2">
      ${live && html`<a class="btn main" href=${`/room/${encodeURIComponent(session.id)}`}>Resume</a>`}
      <button type="button" class=${`btn ${live ? "" : "main"}`} disabled=${busy} onClick=${() => grade()}>${busy ? "Grading" : live ? "Grade what’s there" : "Grade it"}</button>
    </p>
    <p class="sr" role="status">${busy ? "Grading" : ""}</p>
    ${live && !words && html`<p class="sm quiet">You haven’t answered yet, so there is nothing to earn a mark.</p>`}
  <//>`;
}
