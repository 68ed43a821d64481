// Where the time went: used against planned, phase by phase. Without times only the scores are shown.
import { clock, minutes } from "../format.js";
import { html } from "../html.js";
import { isShort, timeSentence } from "./timing.js";

/** @typedef {import("./view.js").CardView} CardView */
/** @typedef {import("./view.js").PhaseRow} PhaseRow */

/** @param {{view: CardView}} props */
export function Phases({ view }) {
  const { rows, timed, looped, stepped, session } = view;
  if (rows.length === 0) return null;
  const most = Math.max(1, ...rows.map((row) => Math.max(row.used ?? 0, row.planned)));
  const legs = session.round.legs
    .map((leg, index) => ({ title: leg.title, rows: rows.filter((row) => row.leg === index) }))
    .filter((leg) => leg.rows.length > 0);
  return html`<section class=${`phases ${timed ? "" : "untimed"}`} aria-labelledby="h-ph">
    <h2 id="h-ph">${timed ? "Where the time went" : stepped ? "Step by step" : "Phase by phase"}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${stepped ? "Step" : "Phase"}</th>
          <th scope="col">${timed ? html`<span class="tick" aria-hidden="true"></span>Tick marks the plan` : "Of 100"}</th>
          ${timed && html`<th scope="col">Used</th>`}
          ${timed && html`<th scope="col">Planned</th>`}
          <th scope="col">Score</th>
        </tr>
      </thead>
      ${legs.map(
        (leg) => html`<tbody key=${leg.title}>
          ${looped && html`<tr class="leg"><th scope="rowgroup" colspan=${timed ? 5 : 3}>${leg.title}</th></tr>`}
          ${leg.rows.map((row) => html`<${Row} key=${row.key} row=${row} short=${isShort(row, rows)} timed=${timed} most=${most} />`)}
        </tbody>`,
      )}
    </table>
    <p class="sm quiet">${timed ? timeSentence(rows) : stepped ? "The same labels in other boxes. Steps have no times, so only the scores are shown." : untimedWords(session)}</p>
  </section>`;
}

/**
 * Why only the scores are shown.
 * @param {CardView["session"]} session
 */
const untimedWords = (session) =>
  session.turns.some((turn) => turn.start_ms !== null)
    ? "A pasted answer isn’t divided into phases, so only the scores are shown."
    : "No times came with these words, so only the scores are shown.";

/** @param {{row: PhaseRow, short: boolean, timed: boolean, most: number}} props */
function Row({ row, short, timed, most }) {
  const score = row.score === null ? html`<span class="faint" title="Nothing here could be called">–</span>` : Math.round(row.score);
  if (!timed) {
    return html`<tr>
      <th scope="row">${row.title}</th>
      <td><span class="mins plain" style=${{ "--u": row.score ?? 0, "--p": 100, "--most": 100 }}><i></i></span></td>
      <td>${score}</td>
    </tr>`;
  }
  return html`<tr class=${short ? "short" : ""}>
    <th scope="row">${row.title}</th>
    <td><span class="mins" style=${{ "--u": row.used ?? 0, "--p": row.planned, "--most": most }}><i></i></span></td>
    <td>${row.used === null ? "–" : clock(row.used * 60_000)}</td>
    <td>${minutes(row.planned)}</td>
    <td>${score}</td>
  </tr>`;
}
