/** The phases as time boxes: how long each was planned for, and how long it took. */
import { currentLeg, currentPhase } from "../fold.js";
import { clock, minutes, spokenTime } from "../format.js";
import { html, useEffect, useState } from "../html.js";
import { clockNow } from "./use-room.js";

/** @typedef {import("./use-room.js").RoomState} RoomState */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

const MINUTE = 60_000;

/**
 * The session clock in ms, ticking once a second.
 * @param {RoomState} state
 */
export function useClock(state) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return clockNow(state, Math.max(now, state.stamp));
}

/**
 * How long a phase has been held, in ms; null when it was not.
 * @param {SessionView} view
 * @param {number} leg
 * @param {string} phase
 * @param {number} now
 */
export function used(view, leg, phase, now) {
  const spans = view.phases.filter((span) => span.leg === leg && span.phase === phase);
  if (spans.length === 0) return null;
  return spans.reduce((sum, span) => sum + Math.max(0, (span.left_ms ?? now) - span.entered_ms), 0);
}

/** @param {{state: RoomState}} props */
export function PhaseClock({ state }) {
  const now = useClock(state);
  const { view } = state;
  const here = currentLeg(view);
  const running = currentPhase(view);
  const several = view.round.legs.length > 1;
  return html`
    <ol class=${`clock ${several ? "legs" : ""}`} aria-label="Phases">
      ${view.round.legs.map((leg, index) => {
        if (index !== here) return html`<${OtherLeg} key=${index} title=${leg.title} minutes=${leg.minutes} done=${index < here} />`;
        return leg.phases.map((phase) => {
          const spent = used(view, index, phase.id, now);
          return html`<${PhaseBox}
            key=${`${index}-${phase.id}`}
            title=${phase.title}
            planned=${phase.minutes}
            spent=${spent}
            now=${running?.leg === index && running.phase === phase.id}
          />`;
        });
      })}
    </ol>
  `;
}

/** @param {{title: string, minutes: number, done: boolean}} props */
const OtherLeg = ({ title, minutes: planned, done }) => html`
  <li class=${`leg ${done ? "done" : ""}`} style=${{ "--p": done ? "100%" : "0%" }}>
    <span class="track"><i></i></span>
    <span class="cap"><b>${title}</b><span>${done ? "done" : minutes(planned)}</span></span>
  </li>
`;

/** @param {{title: string, planned: number, spent: number | null, now: boolean}} props */
function PhaseBox({ title, planned, spent, now }) {
  const over = spent !== null && spent > planned * MINUTE;
  const part = spent === null ? 0 : Math.min(1, spent / (planned * MINUTE));
  const kind = `${now ? "now" : spent === null ? "" : "done"} ${over ? "over" : ""}`;
  const said = spent === null ? `${title}, ${minutes(planned)} minutes planned` : `${title}, ${spokenTime(now ? spent - (spent % MINUTE) : spent)} of ${minutes(planned)} minutes`;
  return html`
    <li class=${kind} aria-current=${now ? "step" : undefined} style=${{ "--w": planned, "--p": `${now || spent === null ? part * 100 : 100}%` }}>
      <span class="sr">${said}</span>
      <span class="track" aria-hidden="true"><i></i></span>
      <span class="cap" aria-hidden="true"><b>${title}</b><span>${spent === null ? minutes(planned) : `${clock(spent)} of ${minutes(planned)}`}</span></span>
    </li>
  `;
}
