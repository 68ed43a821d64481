// A session played again by its own times, with everything it earned laid along the line.
import { attemptDay, attemptName, useAttempts } from "../card/attempts.js";
import { changes, changeWords, ChangeTable } from "../card/changes.js";
import { exportItems } from "../card/dialogs.js";
import { Menu } from "../card/menu.js";
import { closest } from "../card/spans.js";
import { isCapped, scoreWords } from "../card/verdict.js";
import { marksOf } from "../card/view.js";
import { momentOf, wordAt } from "../card/words.js";
import { dayLong, lengthWords, verdictWords } from "../format.js";
import { html, useCallback, useEffect, useMemo, useRef, useState } from "../html.js";
import { useKeys } from "../keys.js";
import { useLoad } from "../load.js";
import { recordingsOf } from "../card/recordings.js";
import { Deck } from "../replay/deck.js";
import { usePlayer } from "../replay/player.js";
import { timeline, turnAt } from "../replay/timeline.js";
import { TurnRow } from "../replay/turn-row.js";
import { ErrorBox, Loading, Notice, Page } from "../shell.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").Peaks} Peaks */
/** @typedef {import("../../types/wire.js").Scale} Scale */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("../card/spans.js").Mark} Mark */
/** @typedef {import("../card/transcript.js").EvidenceUse} EvidenceUse */
/** @typedef {import("../replay/timeline.js").Timeline} Timeline */
/** @typedef {import("../router.js").Place} Place */

/**
 * @typedef {object} Reel
 * @property {SessionView} session
 * @property {Scorecard | null} card
 * @property {Scale} scale
 * @property {Peaks | null} peaks null where nothing was recorded, or the recordings could not be asked for
 */

/**
 * @param {string} id
 * @returns {Promise<Reel>}
 */
async function load(id) {
  const session = await wire.session(id);
  const [rubric, card, peaks] = await Promise.all([
    wire.rubric(session.round.legs[0]?.rubric ?? session.round.id),
    session.state === "graded" ? wire.scorecard(id) : null,
    recordingsOf(session),
  ]);
  return { session, card, scale: rubric.scale, peaks };
}

/** @param {{params: Record<string, string>, place: Place}} props */
export default function ReplayPage({ params, place }) {
  const id = params["id"] ?? "";
  const reel = useLoad(() => load(id), [id]);
  const line = useMemo(() => (reel.data ? timeline(reel.data.session, reel.data.card, reel.data.peaks) : null), [reel.data]);
  if (reel.error) {
    return html`<${Page} title="Replay" current="sessions">
      <h1>${reel.error.status === 404 ? "This session isn’t here" : "The session could not be fetched"}</h1>
      <div class="lead"><${ErrorBox} error=${reel.error} retry=${reel.error.status === 404 ? undefined : reel.reload} /></div>
      <p><a href="/sessions">All sessions</a></p>
    <//>`;
  }
  if (!reel.data) return html`<${Page} title="Replay" current="sessions" kind="replay" ready=${false}><h1 class="sr">Replay</h1><${Loading} what="Fetching the session" lines=${14} /><//>`;
  const { session } = reel.data;
  return html`<${Page} title=${`Replay: ${session.title}`} current="sessions" kind="replay">
    <${Head} reel=${reel.data} length=${line?.length ?? null} />
    ${line
      ? html`<${Stage} reel=${reel.data} line=${line} start=${startAt(place, reel.data)} />`
      : html`<${Notice} title="There is nothing to play.">These words came without times. The scorecard shows all of them, with the evidence in place.<//>`}
  <//>`;
}

/**
 * Where the playhead stands on arrival: at ?t= seconds, or at the evidence of ?criterion=.
 * @param {Place} place
 * @param {Reel} reel
 */
function startAt(place, { session, card }) {
  const seconds = Number(place.query.get("t"));
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  const evidence = card?.criteria.find((criterion) => criterion.id === place.query.get("criterion"))?.evidence[0];
  const turn = evidence && session.turns[evidence.turn];
  return evidence && turn ? (momentOf(turn, evidence.start) ?? 0) : 0;
}

/** @param {{reel: Reel, length: number | null}} props */
function Head({ reel, length }) {
  const { session, card, scale } = reel;
  const id = encodeURIComponent(session.id);
  return html`<header class="head">
    <div>
      <h1>${session.title}</h1>
      <p class="sm quiet">${dayLong(session.created_at)}${length === null ? "" : `, ${lengthWords(length)}`}. ${
        card
          ? html`<b>${verdictWords(card.verdict)}</b>${isCapped(card, scale) ? ", capped" : ""}.${card.score === null ? "" : ` Score ${scoreWords(card.score)}.`} <a href=${`/sessions/${id}`}>Scorecard</a>`
          : html`Not graded. <a href=${`/sessions/${id}`}>Grade it</a>`
      }</p>
    </div>
    <div class="row push">
      ${card && html`<a class="btn" href=${`/sessions/${id}/compare`}>Compare</a>`}
      <${Menu} word="Export" items=${exportItems(session.id)} end />
    </div>
  </header>`;
}

/** @param {{reel: Reel, line: Timeline, start: number}} props */
function Stage({ reel, line, start }) {
  const { session, card, peaks } = reel;
  const player = usePlayer(session.id, line, start);
  const [pointed, setPointed] = useState(/** @type {string | null} */ (null));
  const [following, setFollowing] = useState(true);
  const pane = useRef(/** @type {HTMLElement | null} */ (null));
  const marks = useMemo(() => (card ? marksOf(card) : new Map()), [card]);
  const criteria = useMemo(() => new Map(card?.criteria.map((criterion) => [criterion.id, criterion]) ?? []), [card]);
  const { at } = player;
  const current = turnAt(session.turns, at);
  const turn = session.turns[current];
  const word = turn ? wordAt(turn, at) : null;
  const over = turn ? at >= (turn.end_ms ?? turn.start_ms ?? 0) : true;
  const playedCriterion = word ? closest(marks.get(current) ?? [], word.start) : null;
  const active = pointed ?? playedCriterion;

  /** @param {number} to */
  const seek = (to) => {
    setFollowing(true);
    player.seek(to);
  };
  /** @param {1 | -1} by */
  const moment = (by) => {
    const next = by === 1 ? line.moments.find((one) => one > at + 50) : line.moments.findLast((one) => one < at - 1_000);
    seek(next ?? (by === 1 ? line.length : 0));
  };
  useKeys("Replay", [
    {
      keys: "Space",
      does: "Play or pause",
      run: () => {
        setFollowing(true);
        player.toggle();
      },
    },
    { keys: "ArrowLeft", does: "Five seconds back", run: () => seek(at - 5_000) },
    { keys: "ArrowRight", does: "Five seconds on", run: () => seek(at + 5_000) },
    { keys: "[", does: "Previous moment", run: () => moment(-1) },
    { keys: "]", does: "Next moment", run: () => moment(1) },
    { keys: "-", does: "Slower", run: () => player.faster(-1) },
    { keys: "=", does: "Faster", run: () => player.faster(1) },
  ]);

  useEffect(() => {
    if (following) follow(pane.current, current);
  }, [following, current, word === null ? -1 : Math.floor(word.start / 40)]);

  /** @type {EvidenceUse} */
  const use = {
    criteria,
    active,
    onActive: setPointed,
    goes: "play from here",
    onGo: (_criterion, index, offset) => {
      const there = session.turns[index];
      const to = there ? momentOf(there, offset) : null;
      if (to !== null) seek(to);
    },
  };
  const stage = useRef({ seek });
  stage.current = { seek };
  const onSeek = useCallback((/** @type {number} */ to) => stage.current.seek(to), []);
  const silent = useMemo(() => withoutSound(session.turns, line, player.lost), [session, line, player.lost]);
  const saying = turn === undefined ? "" : turn.speaker === "candidate" ? (over ? "after your answer" : "your answer") : "the interviewer";
  return html`
    <${Deck} line=${line} turns=${session.turns} peaks=${peaks} player=${player} active=${active} saying=${saying} onActive=${setPointed} onSeek=${seek} onMoment=${moment} />
    ${player.refused && html`<div class="gap-above"><${Notice} kind="warn" live title="The browser held the sound back.">Press Play once more.<//></div>`}
    ${silent.size > 0 && html`<p class="sm quiet gap-above" role="status">${silentWords(silent.size, line.clips.length)}</p>`}
    <div class="under">
      <div class="words-box">
        <section
          class="words"
          aria-label="Transcript"
          tabindex="0"
          ref=${pane}
          onWheel=${() => player.playing && setFollowing(false)}
          onTouchMove=${() => player.playing && setFollowing(false)}
        >
          ${session.turns.map(
            (one, index) => html`<${TurnRow}
              key=${index}
              index=${index}
              turn=${one}
              marks=${marks.get(index) ?? NONE}
              use=${use}
              active=${active}
              state=${index > current ? "later" : index < current || over ? "past" : "now"}
              latest=${index === current && player.playing}
              word=${index === current ? word : null}
              silent=${silent.has(index)}
              onSeek=${onSeek}
            />`,
          )}
        </section>
        ${!following && html`<button type="button" class="btn follow" onClick=${() => setFollowing(true)}>Follow the playhead</button>`}
      </div>
      ${card && html`<${Compare} session=${session} card=${card} />`}
    </div>
  `;
}

/** @type {readonly Mark[]} */
const NONE = [];

/**
 * Turns that were spoken and can't be heard.
 * @param {readonly Turn[]} turns
 * @param {Timeline} line
 * @param {ReadonlySet<number>} lost
 * @returns {ReadonlySet<number>}
 */
function withoutSound(turns, line, lost) {
  if (line.clips.length === 0) return lost;
  const heard = new Set(line.clips.map((clip) => clip.turn).filter((turn) => !lost.has(turn)));
  return new Set(turns.flatMap((turn, index) => (turn.spoken && !heard.has(index) ? [index] : [])));
}

/**
 * @param {number} silent
 * @param {number} clips
 */
const silentWords = (silent, clips) =>
  clips === 0 ? "" : `${silent === 1 ? "One spoken turn has" : `${silent} spoken turns have`} no recording that can be played. The words run at their times.`;

/**
 * Keeps what is being played in the upper part of the pane, and the page itself where it is.
 * @param {HTMLElement | null} pane
 * @param {number} current
 */
function follow(pane, current) {
  const target = pane?.querySelector(".word") ?? pane?.querySelector(`#t-${Math.max(0, current)}`);
  if (!pane || !target) return;
  const top = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  if (top > pane.clientHeight * 0.12 && top < pane.clientHeight * 0.5) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  pane.scrollTo({ top: pane.scrollTop + top - pane.clientHeight * 0.2, behavior });
}

/** Another attempt at the same question, where there is one. @param {{session: SessionView, card: Scorecard}} props */
function Compare({ session, card }) {
  const attempts = useAttempts(session);
  const choices = attempts.data?.same ?? [];
  const [picked, setPicked] = useState("");
  const [everything, setEverything] = useState(false);
  const other = choices.find((one) => one.id === picked) ?? choices[0] ?? null;
  const before = useLoad(async () => (other ? wire.scorecard(other.id) : null), [other?.id ?? ""]);
  if (attempts.error || (attempts.data && choices.length === 0)) return null;
  const all = before.data ? changes(before.data, card) : [];
  return html`<aside class="compare" aria-labelledby="h-cmp">
    <div class="row">
      <h2 id="h-cmp">Compare</h2>
      <span class="push">
        <select aria-label="Compare with" onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => setPicked(event.currentTarget.value)}>
          ${choices.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === other?.id}>${attemptName(one, session)}</option>`)}
        </select>
      </span>
    </div>
    ${before.error && html`<${ErrorBox} error=${before.error} retry=${before.reload} />`}
    ${before.data && other
      ? html`<p class="sm quiet">${changeWords(all)}</p>
          <${ChangeTable} all=${all} before=${before.data} after=${card} beforeName=${attemptDay(other, session)} afterName=${attemptDay(session, other)} everything=${everything} />
          <p class="row wrap">
            <a class="btn" href=${`/sessions/${encodeURIComponent(session.id)}/compare/${encodeURIComponent(other.id)}`}>Side by side</a>
            ${all.some((one) => one.kind === "same") && html`<button type="button" class="btn bare" aria-pressed=${everything} onClick=${() => setEverything(!everything)}>${everything ? "Changed only" : `Show all ${all.length}`}</button>`}
          </p>`
      : html`<${Loading} what="Fetching the other attempt" lines=${8} />`}
  </aside>`;
}
