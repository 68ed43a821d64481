// The scorecard of one session: verdict, time, criteria, and the transcript beside them.
import { ApiError } from "../api.js";
import { Criteria } from "../card/criteria.js";
import { Colophon, WhatChanged } from "../card/colophon.js";
import { Delivery } from "../card/delivery.js";
import { canRepeat, DeleteDialog, exportItems, RegradeDialog, tryAgain } from "../card/dialogs.js";
import { behaviour, isWide, pieceOf, scrollPaper, showCriterion, showEvidence } from "../card/going.js";
import { LensBar, OWN_PHASES, useLenses } from "../card/lens.js";
import { Menu } from "../card/menu.js";
import { ownLegs } from "../card/own.js";
import { Phases } from "../card/phases.js";
import { DeleteRecordings } from "../card/recordings.js";
import { loadSheet } from "../card/sheet.js";
import { useSpeech } from "../card/speech.js";
import { Steps } from "../card/steps.js";
import { Transcript } from "../card/transcript.js";
import { Ungraded } from "../card/ungraded.js";
import { HireScale, Why } from "../card/verdict.js";
import { cardView } from "../card/view.js";
import { cautions } from "../card/warnings.js";
import { capital, dayLong, verdictWords } from "../format.js";
import { html, useEffect, useMemo, useRef, useState } from "../html.js";
import { useKeys } from "../keys.js";
import { CountDots } from "../labels.js";
import { useAction, useLoad } from "../load.js";
import { navigate, rewrite } from "../router.js";
import { ErrorBox, Loading, Notice, Page } from "../shell.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").Evidence} Evidence */
/** @typedef {import("../../types/wire.js").Lenses} Lenses */
/** @typedef {import("../../types/wire.js").OwnLabel} OwnLabel */
/** @typedef {import("../../types/wire.js").Regraded} Regraded */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../card/view.js").CardView} CardView */
/** @typedef {import("../card/sheet.js").Sheet} Sheet */
/** @typedef {import("../card/words.js").Span} Span */
/** @typedef {import("../router.js").Place} Place */

/** @param {{params: Record<string, string>, place: Place}} props */
export default function ScorecardPage({ params, place }) {
  const id = params["id"] ?? "";
  const asked = place.query.get("grading");
  const grading = asked !== null && /^\d+$/.test(asked) ? Number(asked) : undefined;
  const sheet = useLoad(() => loadSheet(id, grading), [id, grading]);
  const [regraded, setRegraded] = useState(/** @type {Regraded | null} */ (null));
  /** @param {Regraded} graded */
  const graded = (graded) => {
    setRegraded(graded);
    if (grading === undefined) sheet.reload();
    else navigate(`/sessions/${encodeURIComponent(id)}`);
    window.scrollTo({ top: 0, behavior: behaviour() });
  };
  const { data, error } = sheet;
  if (error) return html`<${Failed} error=${error} retry=${sheet.reload} />`;
  if (!data) return html`<${Page} title="Scorecard" current="sessions" kind="card" ready=${false}><h1 class="sr">Scorecard</h1><${Loading} what="Fetching the scorecard" lines=${14} /><//>`;
  if (data.card === null || data.lenses === null) return html`<${Ungraded} session=${data.session} reload=${sheet.reload} />`;
  return html`<${Card} key=${grading ?? "newest"} sheet=${data} card=${data.card} lenses=${data.lenses} grading=${grading} regraded=${grading === undefined ? regraded : null} onRegraded=${graded} onChange=${sheet.set} />`;
}

/** @param {{error: ApiError, retry: () => void}} props */
export const Failed = ({ error, retry }) => html`<${Page} title="Scorecard" current="sessions">
  <h1>${error.status === 404 ? "This session isn’t here" : "The scorecard could not be fetched"}</h1>
  <div class="lead"><${ErrorBox} error=${error} retry=${error.status === 404 ? undefined : retry} /></div>
  <p><a href="/sessions">All sessions</a></p>
<//>`;

/** Which part a narrow page shows. @typedef {"criteria" | "transcript"} Tab */

/**
 * @param {{sheet: Sheet, card: Scorecard, lenses: Lenses, grading: number | undefined, regraded: Regraded | null,
 *   onRegraded: (regraded: Regraded) => void, onChange: (sheet: Sheet) => void}} props
 */
function Card({ sheet, card, lenses, grading, regraded, onRegraded, onChange }) {
  const { session, scale } = sheet;
  const held = useLenses(session, grading, lenses);
  const [lens, setLens] = useState(OWN_PHASES);
  const [level, setLevel] = useState(lenses.graded);
  useEffect(() => setLevel(held.lenses.graded), [held.lenses.graded]);
  const view = useMemo(() => cardView(session, card, held.lenses.lenses.filter((one) => one.id === lens)), [session, card, held.lenses, lens]);
  const byId = useMemo(() => new Map(view.ordered.map((criterion) => [criterion.id, criterion])), [view]);
  const [open, setOpen] = useState(() => firstOpen(view));
  const [pointed, setPointed] = useState(/** @type {string | null} */ (null));
  /** The criterion that had the focus last, or was gone to: it stays lit while nothing is pointed at. */
  const [chosen, setChosen] = useState(/** @type {string | null} */ (null));
  const active = pointed ?? chosen;
  const [tab, setTab] = useState(/** @type {Tab} */ ("criteria"));
  const [dialog, setDialog] = useState(/** @type {"" | "regrade" | "delete" | "recordings"} */ (""));
  /** Where to go once the tab that shows it stands. */
  const [goal, setGoal] = useState(/** @type {{criterion: string, evidence: Evidence | null} | null} */ (null));
  const paper = useRef(/** @type {HTMLElement | null} */ (null));
  const [again, repeating] = useAction(() => tryAgain(session));

  useEffect(() => {
    if (!goal) return;
    setGoal(null);
    setPointed(null);
    setChosen(goal.criterion);
    if (goal.evidence === null) showCriterion(goal.criterion);
    else showEvidence(paper.current, goal.criterion, goal.evidence);
  }, [goal]);

  /** @param {string} id */
  const goEvidence = (id, found = byId.get(id)?.evidence[0]) => {
    if (!found) return;
    setTab("transcript");
    setGoal({ criterion: id, evidence: found });
  };
  /** @param {string} id */
  const goCriterion = (id) => {
    setOpen((before) => new Set([...before, id]));
    setTab("criteria");
    setGoal({ criterion: id, evidence: null });
    rewrite(`#c-${id}`);
  };
  /** @param {string} id */
  const toggle = (id) => {
    const opens = !open.has(id);
    setOpen(new Set(opens ? [...open, id] : [...open].filter((one) => one !== id)));
    const first = byId.get(id)?.evidence[0];
    if (opens && first && isWide()) scrollPaper(paper.current, pieceOf(paper.current, id, first));
  };

  useKeys("Scorecard", [
    { keys: "ArrowUp ArrowDown", does: "Previous and next criterion" },
    { keys: "Enter", does: "Open or close the criterion" },
    { keys: "e", does: "Go to the evidence of the criterion", run: () => active !== null && goEvidence(active) },
  ]);

  const speech = useSpeech(sheet, grading === undefined, onChange);
  const { onCorrect } = speech.use;
  /** @param {string} criterion @param {OwnLabel | null} own */
  const hold = async (criterion, own) => {
    const changed = await (own === null ? wire.takeBackLabel(session.id, criterion) : wire.giveLabel(session.id, criterion, own));
    onChange({ ...sheet, session: changed });
  };
  const labelled = ownLegs(session).map((leg) => ({ leg, title: session.round.legs[leg]?.title ?? "" }));
  const correct = onCorrect && ((/** @type {number} */ turn, /** @type {Span | null} */ span) => {
    setTab("transcript");
    onCorrect(turn, span);
  });
  const shown = active === null ? null : (byId.get(active) ?? null);
  const played = session.turns.some((turn) => turn.start_ms !== null);
  const here = encodeURIComponent(session.id);

  return html`<${Page} title=${`${verdictWords(card.verdict)}: ${session.title}`} current="sessions" kind="card">
    <header class="verdict">
      <div>
        <p class="sm quiet">${session.title}${/[.?!…]$/.test(session.title) ? "" : "."} <span class="faint">${session.title === session.round.title ? capital(session.level) : `${session.round.title}, ${session.level}`}, ${dayLong(session.created_at)}${session.source === "paste" ? ", pasted" : ""}</span></p>
        <h1 class="call">${verdictWords(card.verdict)}</h1>
        <${Why} card=${card} scale=${scale} />
      </div>
      <div class="gauge">
        <${HireScale} card=${card} scale=${scale} />
        <p><${CountDots} counts=${view.counts} words /></p>
        <p class="row wrap acts2">
          ${played && html`<a class="btn" href=${`/sessions/${here}/replay`}>Replay</a>`}
          ${session.source === "paste"
            ? html`<a class="btn" href=${`/grade?again=${here}`}>Try again</a>`
            : canRepeat(session) && html`<button type="button" class="btn" disabled=${repeating.busy} onClick=${() => again()}>Try again</button>`}
          <${Menu} word="Export" items=${exportItems(session.id, labelled)} />
        </p>
      </div>
    </header>
    ${repeating.error && html`<${ErrorBox} error=${repeating.error} />`}
    ${regraded && html`<${WhatChanged} regraded=${regraded} session=${session} />`}
    ${cautions(card).map((warning) => html`<div class="gap-above" key=${warning}><${Notice} kind="warn">${warning}<//></div>`)}
    <${LensBar} session=${session} criteria=${view.ordered} held=${held} use=${{ lens, level, onLens: setLens, onLevel: setLevel }} />
    <${Phases} view=${view} />
    <${Steps} card=${card} session=${session} onCriterion=${goCriterion} />

    <div class="tabs" role="tablist" aria-label="View">
      ${TABS.map(
        (one) => html`<button
          type="button"
          role="tab"
          key=${one.id}
          id=${`tab-${one.id}`}
          aria-selected=${tab === one.id}
          aria-controls=${`panel-${one.id}`}
          tabindex=${tab === one.id ? 0 : -1}
          onClick=${() => setTab(one.id)}
          onKeyDown=${(/** @type {KeyboardEvent} */ event) => otherTab(event, setTab, tab)}
        >${one.word}</button>`,
      )}
    </div>
    <div class="split" data-tab=${tab}>
      <div>
        <${Criteria}
          view=${view}
          use=${{
            open,
            active,
            onToggle: toggle,
            onAll: (/** @type {boolean} */ all) => setOpen(new Set(all ? view.ordered.map((criterion) => criterion.id) : [])),
            onPoint: setPointed,
            onChoose: setChosen,
            onEvidence: goEvidence,
            onOwn: hold,
            onCorrect: correct,
            onHear: speech.hear,
          }}
        />
        <${Colophon}
          session=${session}
          card=${card}
          grading=${grading}
          recordings=${sheet.recorded.size}
          onDeleteRecordings=${() => setDialog("recordings")}
          onRegrade=${() => setDialog("regrade")}
          onDelete=${() => setDialog("delete")}
        />
      </div>
      <section class="paper" id="panel-transcript" aria-labelledby="h-tr" ref=${paper} tabindex="0">
        <div class="row">
          <h2 id="h-tr">Transcript</h2>
          <span class="push sm faint showing" aria-hidden="true">${shown && html`Showing <b class=${shown.evidence.length > 0 ? "lit-name" : ""}>${shown.name}</b>`}</span>
        </div>
        ${speech.doubts && html`<p class="xs faint doubts"><span class="unsure">Dotted</span> words were heard with low confidence. Press one to correct it.</p>`}
        <${Transcript}
          session=${session}
          marks=${view.marks}
          use=${{ criteria: byId, active, onActive: setPointed, onGo: goCriterion, goes: "go to the criterion" }}
          speech=${speech.use}
        />
      </section>
    </div>
    <${Delivery} session=${session} />
    ${dialog === "regrade" &&
    html`<${RegradeDialog}
      session=${session}
      card=${card}
      endpoint=${sheet.endpoint}
      rubricVersion=${sheet.rubricVersion}
      onClose=${() => setDialog("")}
      onGraded=${(/** @type {Regraded} */ graded) => {
        setDialog("");
        onRegraded(graded);
      }}
    />`}
    ${dialog === "recordings" &&
    html`<${DeleteRecordings} session=${session.id} turn=${null} count=${sheet.recorded.size} onClose=${() => setDialog("")} onDeleted=${() => {
      setDialog("");
      speech.forget(null);
    }} />`}
    ${speech.dialog}
    ${dialog === "delete" &&
    html`<${DeleteDialog} id=${session.id} title=${session.title} onClose=${() => setDialog("")} onDeleted=${() => navigate("/sessions", { replace: true })} />`}
  <//>`;
}

/** @type {readonly {id: Tab, word: string}[]} */
const TABS = [
  { id: "criteria", word: "Criteria" },
  { id: "transcript", word: "Transcript" },
];

/**
 * @param {KeyboardEvent} event
 * @param {(tab: Tab) => void} setTab
 * @param {Tab} tab
 */
function otherTab(event, setTab, tab) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  event.preventDefault();
  const other = tab === "criteria" ? "transcript" : "criteria";
  setTab(other);
  document.getElementById(`tab-${other}`)?.focus();
}

/**
 * What stands open on arrival: the criterion that the address names, else the first two that lost marks.
 * @param {CardView} view
 * @returns {ReadonlySet<string>}
 */
function firstOpen(view) {
  const named = decodeURIComponent(location.hash).replace(/^#c-/, "");
  if (view.ordered.some((criterion) => criterion.id === named)) return new Set([named]);
  return new Set(view.ordered.filter((criterion) => criterion.label === 0 || criterion.label === 1).slice(0, 2).map((criterion) => criterion.id));
}
