/** The room: one interview, from its first line to the scorecard. */
import { TypingDock } from "../dock/typing.js";
import { GradingDock, OverDock } from "../dock/over.js";
import { VoiceDock } from "../dock/voice.js";
import { minutes as minuteWords } from "../format.js";
import { html, useEffect, useState } from "../html.js";
import { showHelp, useKeys } from "../keys.js";
import { useLoad } from "../load.js";
import { PhaseClock, useClock } from "../room/clock.js";
import { Conversation } from "../room/conversation.js";
import { CoverageRail, CoverageStrip } from "../room/coverage.js";
import { useRoom } from "../room/use-room.js";
import { navigate, useArrival } from "../router.js";
import { preference } from "../settings.js";
import { Confirm, ErrorBox, Loading, Notice, Page } from "../shell.js";
import { SpeakDialog, VoiceDialog } from "../voice/dialogs.js";
import { speak, type, useVoice } from "../voice/use-voice.js";
import { session } from "../wire.js";

/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../room/use-room.js").RoomState} RoomState */

/** How long the interviewer's last line may keep the scorecard waiting. */
const LAST_WORDS_MS = 12_000;

/** @param {{params: Record<string, string>}} props */
export default function RoomPage({ params }) {
  const id = params.id ?? "";
  const held = useLoad(() => session(id), [id]);
  if (held.data) return html`<${Room} key=${id} initial=${held.data} />`;
  return html`
    <${Page} title="Interview" current=${null} ready=${!held.loading}>
      <h1 class=${held.error ? "" : "sr"}>Interview</h1>
      ${held.error
        ? html`<div class="lead"><${ErrorBox} error=${held.error} retry=${held.error.status === 404 ? undefined : held.reload} /></div>
            <p><a href="/sessions">See your sessions</a>, or <a href="/">start a new one</a>.</p>`
        : html`<${Loading} what="Opening the room" />`}
    <//>
  `;
}

/** @param {{initial: SessionView}} props */
function Room({ initial }) {
  const room = useRoom(initial);
  const { state, answer, wish, retry, tookBack } = room;
  const voice = useVoice(room);
  const speaking = voice.state.mic !== "off";
  const [asking, setAsking] = useState(/** @type {"speak" | "voice" | null} */ (null));
  const { view } = state;
  const [ending, setEnding] = useState(false);
  // Coverage is told while an interview runs; a finished one has its scorecard instead.
  const coach = view.mode === "coach" && view.source === "interview" && initial.state === "live";
  useArrival(view.title);
  useKeys("Room", [{ keys: "Alt+e", does: "End the interview", run: () => view.state === "live" && setEnding(true) }]);
  const done = view.state === "graded" && initial.state !== "graded";
  const toBeHeard = done && voice.offer?.speaking.available === true && voice.engine.toBeHeard(view.turns.length - 1);
  useEffect(() => {
    // Graded while this page was open: go where the result is, once the last line was heard.
    if (!done) return;
    const timer = setTimeout(() => navigate(`/sessions/${view.id}`, { replace: true }), toBeHeard ? LAST_WORDS_MS : 0);
    return () => clearTimeout(timer);
  }, [done, toBeHeard]);

  useEffect(() => {
    if (voice.unasked) setAsking("speak");
  }, [voice.unasked]);
  const onSpeak = () => {
    room.begin(null);
    if (voice.offer?.listening.available && preference("checked")) void speak(voice.engine);
    else setAsking("speak");
  };
  const onType = () => {
    // What was heard of a turn that nobody ended is not lost: it can be sent as it stands.
    const { caption } = voice.state;
    if (caption && !caption.final) room.begin(`${caption.text} ${caption.tentative}`.trim());
    type(voice.engine);
  };

  return html`
    <div class=${`room ${coach ? "" : "plain"}`}>
      <a class="skip" href="#dock">Skip to your answer</a>
      <header class="room-head">
        <div class="bar">
        <a class="brand" href="/" aria-label="Viva, home"><svg aria-hidden="true"><use href="#mark" /></svg></a>
        <h1 class="title" title=${view.title}>${view.title}</h1>
        <span class="faint xs meta">${meta(view)}</span>
        <button type="button" class="btn bare icon push" aria-label="Keyboard help" onClick=${showHelp}>?</button>
        ${view.state === "live" && html`<button type="button" class="btn" onClick=${() => setEnding(true)}><span>End<span class="only-wide"> interview</span></span></button>`}
      </div>
      <${PhaseClock} state=${state} />
      ${coach && html`<${CoverageStrip} state=${state} />`}
      </header>
      <main class="floor" id="main">
        <${Conversation} state=${state} voice=${speaking ? voice.state : null}><${LinkNotice} state=${state} speaking=${speaking} retry=${retry} /><//>
        ${coach && html`<${CoverageRail} state=${state} />`}
      </main>
      ${view.state === "live" && speaking
        ? html`<${VoiceDock} voice=${voice} connected=${state.link === "open"} onWish=${wish} onType=${onType} onSettings=${() => setAsking("voice")} />`
        : view.state === "live"
        ? html`<${TypingDock}
            id=${view.id}
            ready=${state.link === "open"}
            sending=${state.pending !== null}
            returned=${state.returned}
            taken=${view.turns.findLast((turn) => turn.speaker === "candidate")?.text ?? null}
            onAnswer=${answer}
            onWish=${wish}
            begun=${state.begun}
            onTookBack=${tookBack}
            onSpeak=${onSpeak}
          />`
        : state.grading
          ? html`<${GradingDock} />`
          : html`<${OverDock} id=${view.id} graded=${view.state === "graded"} />`}
      ${asking === "speak" && html`<${SpeakDialog} voice=${voice} onClose=${() => setAsking(null)} />`}
      ${asking === "voice" && speaking && html`<${VoiceDialog} voice=${voice} onClose=${() => setAsking(null)} />`}
      ${ending &&
      html`<${EndDialog}
        state=${state}
        onClose=${() => setEnding(false)}
        onEnd=${() => {
          wish("end");
          setEnding(false);
        }}
      />`}
    </div>
  `;
}

/** @param {SessionView} view */
const meta = (view) => {
  const level = view.level.charAt(0).toUpperCase() + view.level.slice(1);
  return view.source === "paste" ? `${level}, pasted` : `${level}, ${view.style}, ${view.mode} mode`;
};

/** What to know about the connection, over the end of the conversation so that nothing moves. @param {{state: RoomState, speaking: boolean, retry: () => void}} props */
function LinkNotice({ state, speaking, retry }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (state.link !== "connecting") return;
    const timer = setTimeout(() => setSlow(true), 1500);
    return () => clearTimeout(timer);
  }, [state.link]);
  if (state.view.state !== "live") return null;
  if (state.link === "refused") {
    return html`<div class="over-talk"><${Notice} kind="bad" title="This interview can’t be continued here.">It may have been deleted, or opened from another address. Reload the page to see.<//></div>`;
  }
  if (state.link === "lost" || (state.wasLost && state.link !== "open")) {
    return html`<div class="over-talk">
      <${Notice} kind="warn" live title="The connection to Viva is lost." action=${html`<button type="button" class="btn" onClick=${retry}>Try now</button>`}>
        The clock stands still and every answer you sent is saved. ${speaking ? "What you say is kept here for a minute and sent when it is back." : "What you type stays here."} Trying again by itself.
      <//>
    </div>`;
  }
  if (state.link === "connecting" && slow) return html`<div class="over-talk"><${Notice} live>Connecting to the interviewer…<//></div>`;
  return null;
}

/** @param {{state: RoomState, onClose: () => void, onEnd: () => void}} props */
function EndDialog({ state, onClose, onEnd }) {
  const now = useClock(state);
  const used = Math.max(1, Math.round(now / 60_000));
  return html`
    <${Confirm} title="End the interview?" confirm="End and grade" cancel="Keep going" disabled=${state.link !== "open"} onConfirm=${onEnd} onClose=${onClose}>
      <p>You have used ${used} of ${minuteWords(state.view.round.minutes)} minutes. What you said so far is graded; the interview can’t be continued after that.</p>
    <//>
  `;
}
