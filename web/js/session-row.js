/** One session in a list: what, how it went, when. The whole row is a link. */
import { scoreWords } from "./card/verdict.js";
import { capital, day, lengthWords, verdictWords } from "./format.js";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { CountDots } from "./labels.js";

/** @typedef {import("../types/wire.js").SessionSummary} SessionSummary */

/**
 * Where a session opens: the room while it is live, else its scorecard.
 * @param {SessionSummary} session
 */
export const sessionHref = (session) => `${session.state === "graded" ? "/sessions" : "/room"}/${encodeURIComponent(session.id)}`;

/**
 * "ML system design, senior, exam". A loop is called after its round, which is then not said twice.
 * @param {SessionSummary} session
 */
export function sessionKind(session) {
  const words = session.title === session.round_title ? [capital(session.level)] : [session.round_title, session.level];
  if (session.source === "paste") words.push("pasted");
  else if (session.mode === "exam") words.push("exam");
  return words.join(", ");
}

/** @param {SessionSummary} session */
function when(session) {
  const length = session.source === "paste" && session.duration_ms === 0 ? "pasted" : lengthWords(session.duration_ms);
  return `${day(session.created_at)}, ${length}`;
}

/** @param {SessionSummary} session */
function outcome(session) {
  if (session.state === "live") return html`<span class="verd quiet">Unfinished</span>`;
  if (session.state === "ended") return html`<span class="verd quiet">Not graded</span>`;
  return html`<span class="verd">${verdictWords(session.verdict)} ${session.capped && html`<small>capped</small>`}</span>`;
}

/** @param {{session: SessionSummary}} props */
export const SessionRow = ({ session }) => html`
  <a class="item" href=${sessionHref(session)}>
    <span class="what"><b>${session.title}</b><span>${sessionKind(session)}${session.spoken && html`<span class="aloud"><${Icon} name="mic" />spoken</span>`}</span></span>
    ${session.counts ? html`<${CountDots} counts=${session.counts} />` : html`<span class="dots">${session.phase ? `In ${session.phase}` : ""}</span>`}
    ${outcome(session)}
    <span class="num sc">${session.score === null ? "" : html`<span class="sr">Score </span>${scoreWords(session.score)}`}</span>
    <time datetime=${session.created_at}>${when(session)}</time>
  </a>
`;
