// Grade a pasted answer or transcript, with a question of the bank or one's own.
import { GRADER_NOTES, GRADERS, LEVELS } from "../card/dialogs.js";
import { useFileDrop } from "../card/drop.js";
import { dropDraft, emptyDraft, keepDraft, loadDraft } from "../grade/draft.js";
import { ENDINGS, readFile } from "../grade/file.js";
import { check, given, POINTED, stated } from "../grade/form.js";
import { sent, tallyHeard } from "../grade/heard.js";
import { HeardEditor, Hearing } from "../grade/hearing.js";
import { Progress, QuestionField, useCounted } from "../grade/parts.js";
import { KeyPoints } from "../grade/points.js";
import { isRecording, RECORDINGS, transcribe } from "../grade/transcribe.js";
import { tallyWords } from "../grade/words.js";
import { takeHandover } from "../handover.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { useKeys } from "../keys.js";
import { useAction, useLoad } from "../load.js";
import { navigate } from "../router.js";
import { setPreference } from "../settings.js";
import { Choice, ErrorBox, Loading, Notice, Page } from "../shell.js";
import * as wire from "../wire.js";

/** @typedef {import("../../types/wire.js").Round} Round */
/** @typedef {import("../grade/draft.js").Draft} Draft */
/** @typedef {import("../grade/form.js").Faults} Faults */
/** @typedef {import("../grade/heard.js").Heard} Heard */
/** @typedef {import("../router.js").Place} Place */

const SHORT = { "system-design": "Design", fundamentals: "Fundamentals", behavioural: "Behavioural" };

/**
 * @typedef {object} Setting
 * @property {Round[]} rounds of one question, in full length
 * @property {boolean} endpoint whether a language model can grade
 * @property {Draft} draft
 */

/**
 * @param {string | null} again a session whose question is to be answered again
 * @param {URLSearchParams} query
 * @returns {Promise<Setting>}
 */
async function load(again, query) {
  const [rounds, settings, before] = await Promise.all([wire.rounds(), wire.settings(), again === null ? null : wire.session(again)]);
  const single = rounds.filter((round) => round.legs.length === 1 && !round.short);
  let draft = loadDraft();
  if (before) {
    const [question] = before.questions;
    const points = before.criteria.filter((criterion) => criterion.id.startsWith("kp-"));
    draft = {
      ...emptyDraft(),
      round: before.round.legs[0]?.rubric ?? before.round.id,
      level: before.level,
      question: question?.id ?? null,
      own: question?.id ? "" : (question?.prompt ?? ""),
      points: question?.id ? [] : points.map((point) => before.details[point.id]?.meaning ?? point.name),
    };
  }
  const wanted = query.get("round");
  if (wanted) draft = { ...draft, round: wanted, question: query.get("question") ?? draft.question };
  if (!single.some((round) => round.id === draft.round)) draft = { ...draft, round: single[0]?.id ?? "", question: null };
  if (!settings.endpoint.configured) draft = { ...draft, grader: "embedded" };
  return { rounds: single, endpoint: settings.endpoint.configured, draft };
}

/** @param {{place: Place}} props */
export default function GradePage({ place }) {
  const again = place.query.get("again");
  const setting = useLoad(() => load(again, place.query), [again, place.query.get("round"), place.query.get("question")]);
  return html`<${Page} title="Grade an answer" current="grade" kind="grade">
    <header class="head"><div>
      <h1>Grade an answer</h1>
      <p class="quiet">Only the candidate’s words earn credit. Every verdict comes back with the words it rests on.</p>
    </div></header>
    ${setting.error
      ? html`<${ErrorBox} error=${setting.error} retry=${setting.reload} />`
      : setting.data
        ? html`<${Desk} key=${again ?? ""} setting=${setting.data} />`
        : html`<${Loading} what="Fetching the rounds" lines=${18} />`}
  <//>`;
}

/** @param {{setting: Setting}} props */
function Desk({ setting }) {
  const [draft, setDraft] = useState(setting.draft);
  const [faults, setFaults] = useState(/** @type {Faults} */ ({}));
  const [refused, setRefused] = useState(/** @type {{title: string, words: string} | null} */ (null));
  const [guessed, setGuessed] = useState("");
  const [kept, setKept] = useState(true);
  const [hearing, setHearing] = useState(/** @type {{name: string, share: number | null} | null} */ (null));
  const [cleared, setCleared] = useState(/** @type {Draft | null} */ (null));
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const stop = useRef(/** @type {AbortController | null} */ (null));
  const counted = useCounted(draft.text);
  const bank = useLoad(() => wire.questions(draft.round), [draft.round]);

  /** @param {Partial<Draft>} change */
  const change = (change) => {
    setDraft((before) => ({ ...before, ...change }));
    setFaults({});
  };
  const newest = useRef(/** @type {Draft | null} */ (draft)); // null once it is graded
  newest.current = newest.current === null ? null : draft;
  useEffect(() => {
    const timer = setTimeout(() => newest.current && setKept(keepDraft(newest.current)), 300);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    const keep = () => {
      if (newest.current) keepDraft(newest.current);
    };
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      keep();
    };
  }, []);

  const [hear, listening] = useAction(async (/** @type {File} */ file) => {
    const ear = new AbortController();
    stop.current = ear;
    setHearing({ name: file.name, share: null });
    try {
      const onProgress = (/** @type {number} */ share) => setHearing({ name: file.name, share });
      const transcript = await transcribe(file, { question: draft.question, signal: ear.signal, onProgress });
      if (transcript.turns.length === 0) setRefused({ title: `There are no words in ${file.name}.`, words: "Nothing that sounds like speech was heard in it. What you had is still in the box." });
      else change({ heard: { ...transcript, filename: file.name } });
    } finally {
      setHearing(null);
    }
  });

  /** @param {File | string} what */
  const take = async (what) => {
    setRefused(null);
    setGuessed("");
    if (typeof what === "string") {
      change({ text: what, filename: "", heard: null });
      return;
    }
    if (isRecording(what)) {
      await hear(what);
      return;
    }
    const read = await readFile(what);
    if (!read.ok) {
      setRefused(read);
      return;
    }
    change({ text: read.text, filename: read.filename, heard: null, ...stated(read.text, setting.rounds) });
    if (read.guessed) setGuessed(read.filename);
  };
  useEffect(() => {
    const held = takeHandover();
    if (held !== null) take(held);
  }, []);
  const over = useFileDrop(take);

  const [grade, { busy, error }] = useAction(async () => {
    const wrong = check(draft);
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) {
      const first = wrong.text ? "answer" : wrong.own ? "own-question" : "";
      if (first) document.getElementById(first)?.focus();
      else document.querySelector(".points input")?.closest("li")?.querySelector("input")?.focus();
      return;
    }
    stop.current = new AbortController();
    const session = await wire.pasteSession(
      {
        round: draft.round,
        question: draft.question ?? (draft.own.trim() || "An answer of mine"),
        ...(draft.question === null && draft.round === POINTED && given(draft).length > 0 ? { key_points: given(draft) } : {}),
        ...(draft.heard
          ? { turns: sent(draft.heard.turns) }
          : { text: draft.text, ...(draft.filename ? { filename: draft.filename } : {}) }),
        level: draft.level,
        grader: draft.grader,
      },
      { signal: stop.current.signal },
    );
    newest.current = null;
    dropDraft();
    navigate(`/sessions/${encodeURIComponent(session.id)}`);
  });
  useEffect(() => () => stop.current?.abort(), []);
  useKeys("Grade", [
    { keys: "Ctrl+Enter", does: "Grade", run: () => grade() },
    { keys: "Alt+ArrowUp Alt+ArrowDown", does: "Move a key point" },
  ]);

  const own = draft.question === null;
  const words = tallyWords(counted);
  return html`<form
      class="desk"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        grade();
      }}
    >
      <div class="left">
        ${hearing && html`<${Hearing} name=${hearing.name} share=${hearing.share} onStop=${() => stop.current?.abort()} />`}
        ${listening.error && html`<div class="gap-below"><${ErrorBox} error=${listening.error} /></div>`}
        ${draft.heard
          ? html`<${HeardEditor} heard=${draft.heard} onChange=${(/** @type {Heard} */ heard) => change({ heard })} onRemove=${() => change({ heard: null })} />`
          : html`<div class=${`editor sheet ${over ? "over" : ""}`}>
          <label class="sr" for="answer">Answer or transcript</label>
          <textarea
            id="answer"
            class="say"
            spellcheck="false"
            rows="17"
            ref=${box}
            placeholder=${PLACEHOLDER}
            aria-invalid=${faults.text ? "true" : undefined}
            aria-describedby=${faults.text ? "answer-fault" : undefined}
            value=${draft.text}
            onInput=${(/** @type {InputEvent & {currentTarget: HTMLTextAreaElement}} */ event) => {
              setCleared(null);
              change({ text: event.currentTarget.value, filename: event.currentTarget.value === "" ? "" : draft.filename });
            }}
          ></textarea>
          <div class="foot">
            <span class="sm tally" role="status"><b>${words.lead}</b> ${words.rest}${draft.filename && html` <span class="faint">From ${draft.filename}.</span>`}</span>
            <span class="push row">
              ${cleared
                ? html`<button
                    type="button"
                    class="btn bare"
                    onClick=${() => {
                      change({ text: cleared.text, filename: cleared.filename });
                      setCleared(null);
                      box.current?.focus();
                    }}
                  >Undo clear</button>`
                : html`<button
                    type="button"
                    class="btn bare"
                    disabled=${draft.text === ""}
                    onClick=${() => {
                      setCleared(draft);
                      change({ text: "", filename: "" });
                      box.current?.focus();
                    }}
                  >Clear</button>`}
              <label class="btn">Open a file<input class="sr" type="file" accept=${[...ENDINGS, ...RECORDINGS].join(",")} onChange=${opened(take)} /></label>
            </span>
          </div>
        </div>
        <p class="xs faint drop-hint">Or drop a file anywhere on this page: ${ENDINGS.join(" ")}, or a recording: ${RECORDINGS.join(" ")}</p>`}
        ${faults.text && html`<div id="answer-fault"><${Notice} kind="bad" title="There are no words to grade.">${faults.text}<//></div>`}
        ${refused && html`<${Notice} kind="bad" title=${refused.title}>${refused.words}<//>`}
        ${guessed && html`<${Notice} kind="warn">${guessed} is not UTF-8, so it was read as Windows-1252. Check that accented letters look right.<//>`}
        ${error && html`<${ErrorBox} error=${error} />`}
        ${!kept && html`<${Notice} kind="warn">This browser has no room to keep the draft. Grade it before you leave the page.<//>`}
      </div>

      <div class="right">
        <${Choice}
          legend="Round"
          name="round"
          value=${draft.round}
          options=${setting.rounds.map((round) => ({ value: round.id, word: SHORT[/** @type {keyof typeof SHORT} */ (round.id)] ?? round.title }))}
          onChange=${(/** @type {string} */ round) => change({ round, question: null })}
        />
        <${QuestionField} bank=${bank.data} draft=${draft} onChange=${change} />
        ${own &&
        html`<div class="field">
          <label for="own-question">Your question${draft.round === POINTED ? "" : html` <span class="faint">if you like</span>`}</label>
          <input
            id="own-question"
            type="text"
            maxlength="2000"
            value=${draft.own}
            aria-invalid=${faults.own ? "true" : undefined}
            aria-describedby=${faults.own ? "own-fault" : undefined}
            onInput=${(/** @type {InputEvent & {currentTarget: HTMLInputElement}} */ event) => change({ own: event.currentTarget.value })}
          />
          ${faults.own && html`<p class="xs wrong-words" id="own-fault" role="alert">${faults.own}</p>`}
        </div>`}
        ${own && draft.round === POINTED && html`<${KeyPoints} points=${draft.points} error=${faults.points ?? ""} onChange=${(/** @type {string[]} */ points) => change({ points })} />`}
        <${Choice}
          legend="Level"
          name="level"
          value=${draft.level}
          options=${LEVELS}
          onChange=${(/** @type {Draft["level"]} */ level) => {
            setPreference("level", level);
            change({ level });
          }}
        />
        ${setting.endpoint
          ? html`<${Choice}
              legend="Grader"
              name="grader"
              value=${draft.grader}
              options=${GRADERS}
              note=${GRADER_NOTES[draft.grader]}
              onChange=${(/** @type {Draft["grader"]} */ grader) => {
                setPreference("grader", grader);
                change({ grader });
              }}
            />`
          : html`<p class="xs faint">Graded by the embedded grader: the same labels every time, and nothing is sent anywhere. <a href="/settings">Use an endpoint of yours</a></p>`}
        <div class="grade-go">
          <button type="submit" class="btn main big" disabled=${busy || listening.busy}>${busy ? "Grading" : html`Grade <kbd>Ctrl</kbd><kbd>Enter</kbd>`}</button>
          <${Progress} busy=${busy} words=${draft.heard ? tallyHeard(draft.heard.turns).words : counted.words} onStop=${() => stop.current?.abort()} />
        </div>
      </div>
    </form>
    ${over && html`<div class="drop-veil" aria-hidden="true"><span>Drop it to open it here</span></div>`}`;
}

const PLACEHOLDER = "Paste an answer, or a transcript with names before the lines:\n\nInterviewer: How would you know it worked?\nCandidate: I’d watch…";

/**
 * @param {(file: File) => void} take
 * @returns {(event: Event & {currentTarget: HTMLInputElement}) => void}
 */
const opened = (take) => (event) => {
  const file = event.currentTarget.files?.[0];
  event.currentTarget.value = "";
  if (file) take(file);
};
