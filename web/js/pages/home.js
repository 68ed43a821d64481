/** Home: go on with what is unfinished, start an interview, paste an answer, see what came before. */
import { handOver } from "../handover.js";
import { GapList } from "../home/gaps.js";
import { ResumeStrip } from "../home/resume.js";
import { StartForm } from "../home/start.js";
import { html, useEffect, useState } from "../html.js";
import { useLoad } from "../load.js";
import { navigate } from "../router.js";
import { SessionRow } from "../session-row.js";
import { Empty, ErrorBox, Loading, Page } from "../shell.js";
import { gaps, rounds, sessions } from "../wire.js";

/** @typedef {import("../../types/wire.js").SessionSummary} SessionSummary */

const SHOWN = 5;
const LEAST_PASTED = 40;

/** The way in for an answer that exists already: a link that also takes a dropped file, or words pasted on this page. */
function PasteWell() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const paste = (/** @type {ClipboardEvent} */ event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const field = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
      if (field || text.trim().length < LEAST_PASTED) return;
      event.preventDefault();
      handOver(text);
      navigate("/grade");
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
  const drag = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    setOver(true);
  };
  return html`
    <a
      class=${`well ${over ? "over" : ""}`}
      href="/grade"
      onDragEnter=${drag}
      onDragOver=${drag}
      onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer?.files[0] ?? event.dataTransfer?.getData("text/plain");
        if (dropped) handOver(dropped);
        navigate("/grade");
      }}
    >
      <span class="say">“So the first thing I’d ask is what we lose when a bad payment gets through…”</span>
      <span class="xs faint">Paste text, or drop a transcript or a recording</span>
    </a>
  `;
}

/** @param {{all: SessionSummary[], onShort: () => void}} props */
const Past = ({ all, onShort }) => html`
  <section class="past" aria-labelledby="h-past">
    <div class="row">
      <h2 id="h-past">Sessions</h2>
      ${all.length > SHOWN && html`<a class="sm push" href="/sessions">All ${all.length}</a>`}
    </div>
    ${all.length === 0
      ? html`<${Empty}>Nothing here yet. Start with <button type="button" class="link" onClick=${onShort}>a 15-minute question</button>.<//>`
      : html`<ul class="list">${all.slice(0, SHOWN).map((one) => html`<li key=${one.id}><${SessionRow} session=${one} /></li>`)}</ul>`}
  </section>
`;

export default function Home() {
  const offered = useLoad(rounds, []);
  const held = useLoad(sessions, []);
  const missed = useLoad(gaps, []);
  const [wanted, setWanted] = useState(/** @type {{round: string} | null} */ (null));
  const shortRound = offered.data?.find((round) => round.short && round.minutes === 15);
  // All at once, so that nothing moves when the last one comes.
  const settled = [offered, held, missed].every((one) => one.data !== null || one.error !== null || !one.loading);
  const unfinished = held.data?.filter((one) => one.source === "interview" && one.state !== "graded") ?? [];

  if (!settled) {
    return html`<${Page} title="Practise" current="practise" kind="home"><h1 class="sr">Practise</h1><${Loading} what="Fetching the rounds and your sessions" lines=${20} /><//>`;
  }
  return html`
    <${Page} title="Practise" current="practise" kind="home">
      <h1 class="sr">Practise</h1>
      ${unfinished[0] && html`<${ResumeStrip} session=${unfinished[0]} others=${unfinished.length - 1} />`}
      <div class="start">
        <div>
          <h2 class="hero">Say it out loud first.</h2>
          <p class="quiet lead">Pick a round. The interviewer asks, listens and follows up on what you actually said.</p>
          ${offered.data ? html`<${StartForm} rounds=${offered.data} wanted=${wanted} />` : offered.error && html`<${ErrorBox} error=${offered.error} retry=${offered.reload} />`}
        </div>
        <aside class="second" aria-labelledby="h-paste">
          <h2 id="h-paste">Already have an answer?</h2>
          <p class="quiet sm">Paste a transcript or drop a file. You get the same scorecard, with your own words as the evidence.</p>
          <${PasteWell} />
          ${missed.data && missed.data.length > 0 && html`<${GapList} gaps=${missed.data} />`}
        </aside>
      </div>
      ${held.data
        ? html`<${Past} all=${held.data} onShort=${() => setWanted({ round: shortRound?.id ?? "" })} />`
        : held.error && html`<section class="past"><h2>Sessions</h2><${ErrorBox} error=${held.error} retry=${held.reload} /></section>`}
    <//>
  `;
}
