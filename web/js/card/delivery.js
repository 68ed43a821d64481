// How it was said: each measure with what is usual and where that was published. Nothing of it is in the score.
import { clock, dayLong, plural } from "../format.js";
import { html, useMemo } from "../html.js";
import { useLoad } from "../load.js";
import { ErrorBox } from "../shell.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").Delivery} DeliveryView */
/** @typedef {import("../../types/wire.js").DeliveryPoint} DeliveryPoint */
/** @typedef {import("../../types/wire.js").Measure} Measure */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/** This many sessions back the trend goes. */
const SESSIONS = 12;
/** This many of the longest pauses are named. */
const PAUSES = 3;
/** A pause shorter than this is not worth a visit. */
const LONG_MS = 2_000;
/** The pause as it is heard begins a little before its silence. */
const LEAD_MS = 2_000;

/** @param {{session: SessionView}} props */
export function Delivery({ session }) {
  const held = useLoad(async () => {
    const [found, trend] = await Promise.all([wire.delivery(session.id), wire.deliveryTrend()]);
    return { found, trend };
  }, [session.id, session.seq]);
  if (held.error?.status === 404) return null;
  if (held.error) return html`<section class="delivery" aria-labelledby="h-del"><h2 id="h-del">Delivery</h2><${ErrorBox} error=${held.error} retry=${held.reload} /></section>`;
  const { found, trend } = held.data ?? { found: null, trend: [] };
  if (!found || found.measures.length === 0) return null;
  const spoken = session.turns.some((turn) => turn.spoken);
  return html`<section class="delivery" aria-labelledby="h-del">
    <div class="delivery-head">
      <h2 id="h-del">Delivery</h2>
      <p class="sm quiet">${spoken ? "Measured from your voice and your words." : "Measured from your words."} None of it is in the score.</p>
    </div>
    <ul class="measures">
      ${found.measures.map((measure) => html`<${Row} key=${measure.id} measure=${measure} trend=${trendOf(trend, session, measure.id)} />`)}
    </ul>
    <${Pauses} found=${found} session=${session} />
  </section>`;
}

/** @param {{measure: Measure, trend: readonly Point[]}} props */
function Row({ measure, trend }) {
  return html`<li class="measure">
    <div class="measure-words">
      <h3>${measure.name}</h3>
      <p class="sm">${measure.text}</p>
    </div>
    <p class="measure-value num"><b>${measure.about && html`<small>about</small> `}${measure.value.toLocaleString("en-GB")}</b> <span>${measure.unit}</span></p>
    <div class="measure-usual">
      <${Strip} measure=${measure} />
      <p class="xs">${measure.range_text}</p>
      ${measure.source && html`<p class="xs faint source">${measure.source}</p>`}
    </div>
    <div class="measure-trend">${trend.length > 1 && html`<${Trend} measure=${measure} points=${trend} />`}</div>
  </li>`;
}

/**
 * Where the value lies: on a strip with the usual range, or of a hundred. The sentence beside it says the same.
 * @param {{measure: Measure}} props
 */
function Strip({ measure }) {
  const { range, unit, value } = measure;
  if (!range && unit !== "%") return null;
  const top = range ? Math.max(range.high * 1.5, value * 1.1) : 100;
  return html`<span class="range-bar" aria-hidden="true" style=${{ "--v": Math.min(1, value / top), "--lo": range ? range.low / top : 0, "--hi": range ? range.high / top : 0 }}>
    ${range && html`<i></i>`}<b></b>
  </span>`;
}

/** @typedef {{value: number, title: string, date: string, here: boolean}} Point */

/**
 * A measure in the sessions up to this one and after, oldest first.
 * @param {readonly DeliveryPoint[]} trend
 * @param {SessionView} session
 * @param {string} measure
 * @returns {Point[]}
 */
function trendOf(trend, session, measure) {
  return [...trend]
    .sort((a, b) => a.date.localeCompare(b.date))
    .flatMap((one) => {
      const value = one.measures[measure];
      return value === undefined ? [] : [{ value, title: one.title, date: one.date, here: one.session === session.id }];
    })
    .slice(-SESSIONS);
}

const WIDTH = 132;
const HEIGHT = 32;
const EDGE = 5;

/**
 * A measure over sessions, as a line of dots: this session's is filled.
 * @param {{measure: Measure, points: readonly Point[]}} props
 */
function Trend({ measure, points }) {
  const drawn = useMemo(() => {
    const values = points.map((point) => point.value);
    const low = Math.min(...values);
    const spread = Math.max(...values) - low;
    return points.map((point, index) => ({
      ...point,
      x: EDGE + (index / (points.length - 1)) * (WIDTH - 2 * EDGE),
      y: spread === 0 ? HEIGHT / 2 : HEIGHT - EDGE - ((point.value - low) / spread) * (HEIGHT - 2 * EDGE),
    }));
  }, [points]);
  const words = points.map((point) => `${dayLong(point.date)} ${point.value.toLocaleString("en-GB")}${point.here ? " (this one)" : ""}`).join(", ");
  return html`<figure>
    <svg class="trend" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${`${measure.name} in ${measure.unit}, session by session: ${words}.`}>
      <polyline points=${drawn.map((point) => `${point.x},${point.y}`).join(" ")} />
      ${drawn.map((point) => html`<circle key=${`${point.date}-${point.x}`} class=${point.here ? "here" : ""} cx=${point.x} cy=${point.y} r=${point.here ? 4 : 3}><title>${`${point.title}, ${dayLong(point.date)}: ${point.value.toLocaleString("en-GB")}`}</title></circle>`)}
    </svg>
    <figcaption class="xs faint" aria-hidden="true">Last ${plural(points.length, "session")}</figcaption>
  </figure>`;
}

/**
 * The longest pauses within answers, each a way to hear it.
 * @param {{found: DeliveryView, session: SessionView}} props
 */
function Pauses({ found, session }) {
  const longest = placed(found.pauses, session).filter((pause) => pause.ms >= LONG_MS).sort((a, b) => b.ms - a.ms).slice(0, PAUSES);
  if (longest.length === 0) return null;
  return html`<p class="sm quiet pauses">
    <span>Longest pauses:</span>
    ${longest.map(({ ms, at }, index) => html`${" "}<span key=${index}>${(ms / 1000).toFixed(1)} s${at !== null && html` at <${HearFrom} session=${session.id} at=${at} />`}${index < longest.length - 1 ? "," : ""}</span>`)}
  </p>`;
}

/** @param {{session: string, at: number}} props */
const HearFrom = ({ session, at }) =>
  html`<a href=${`/sessions/${encodeURIComponent(session)}/replay?t=${Math.floor(Math.max(0, at - LEAD_MS) / 1000)}`}>${clock(at)}<span class="sr">: hear it</span></a>`;

/**
 * When each pause began: at the end of the voiced stretch before it. They come in order, turn by turn.
 * @param {DeliveryView["pauses"]} pauses
 * @param {SessionView} session
 * @returns {{ms: number, at: number | null}[]}
 */
function placed(pauses, session) {
  /** @type {Map<number, number>} */
  const after = new Map();
  return pauses.map(({ before_turn, ms }) => {
    const voiced = session.turns[before_turn]?.voiced ?? [];
    const found = voiced.findIndex((one, index) => index > (after.get(before_turn) ?? 0) && one.start_ms - (voiced[index - 1]?.end_ms ?? 0) === ms);
    if (found > 0) after.set(before_turn, found);
    return { ms, at: voiced[found - 1]?.end_ms ?? null };
  });
}
