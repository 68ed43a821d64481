/** Setting up an interview: round, length, question, level, interviewer, coverage. */
import { minutes } from "../format.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { Icon } from "../icons.js";
import { useAction, useLoad } from "../load.js";
import { navigate } from "../router.js";
import { preference, setPreference, usePreference } from "../settings.js";
import { Choice, ErrorBox } from "../shell.js";
import { questions, startSession, voice } from "../wire.js";
import { families, legKey } from "./families.js";
import { QuestionSelect } from "./question-select.js";

/** @typedef {import("../../types/wire.js").Round} Round */
/** @typedef {import("../../types/wire.js").Level} Level */
/** @typedef {import("../../types/wire.js").Style} Style */
/** @typedef {import("../../types/wire.js").Mode} Mode */

/** @type {readonly {value: Level, word: string}[]} */
const LEVELS = [
  { value: "mid", word: "Mid" },
  { value: "senior", word: "Senior" },
  { value: "staff", word: "Staff" },
];
/** @type {readonly {value: Style, word: string}[]} */
const STYLES = [
  { value: "warm", word: "Warm" },
  { value: "neutral", word: "Neutral" },
  { value: "challenging", word: "Challenging" },
];
/** @type {readonly {value: Mode, word: string}[]} */
const MODES = [
  { value: "coach", word: "Coach: show it as I go" },
  { value: "exam", word: "Exam: keep it to the end" },
];

/**
 * @param {{rounds: Round[], wanted: {round: string} | null}} props `wanted` is a round that another part of the page asks for
 */
export function StartForm({ rounds, wanted }) {
  const [level, setLevel] = usePreference("level");
  const [style, setStyle] = usePreference("style");
  const [mode, setMode] = usePreference("mode");
  const [stored, setRound] = usePreference("round");
  const [chosen, setChosen] = useState(/** @type {(string | null)[]} */ ([]));
  const start = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const round = rounds.find((one) => one.id === stored) ?? rounds[0];
  const bank = useLoad(() => questions(), []);
  const offer = useLoad(voice, []);

  useEffect(() => {
    if (!wanted || !rounds.some((one) => one.id === wanted.round)) return;
    setRound(wanted.round);
    setChosen([]);
    start.current?.focus();
    start.current?.scrollIntoView({ block: "center" });
  }, [wanted]);
  useEffect(() => {
    // "Practise this" in the library, or "Try again" on a scorecard.
    const question = bank.data?.find((one) => one.id === new URLSearchParams(location.search).get("question"));
    const fitting = question && rounds.filter((one) => one.legs.length === 1 && one.legs[0]?.rubric === question.bank);
    const to = fitting?.find((one) => one.id === stored) ?? fitting?.find((one) => !one.short) ?? fitting?.[0];
    if (!question || !to) return;
    setRound(to.id);
    setChosen([question.id]);
  }, [bank.data]);

  const [begin, beginning] = useAction(async (/** @type {boolean} */ speak) => {
    if (!round) return;
    setPreference("speak", speak);
    const picked = round.legs.map((_, leg) => chosen[leg] ?? null);
    const session = await startSession({ round: round.id, questions: picked, level, style, mode });
    navigate(`/room/${session.id}`);
  });
  if (!round) return null;

  // What was chosen last stands out.
  const speaks = preference("speak") && offer.data?.listening.available === true;
  const groups = families(rounds);
  const family = groups.find((one) => one.lengths.includes(round));
  const lengths = family && family.lengths.length > 1 ? family.lengths : [];
  /** @param {Round} next */
  const pick = (next) => {
    if (legKey(next) !== legKey(round)) setChosen([]);
    setRound(next.id);
  };

  return html`
    <form
      class="begin"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void begin(false);
      }}
    >
      <fieldset class="rounds">
        <legend class="sr">Round</legend>
        ${groups.map(({ main, lengths: members }) => {
          const shown = members.includes(round) ? round : main;
          return html`<label key=${main.id}>
            <input type="radio" name="round" checked=${members.includes(round)} onChange=${() => pick(main)} />
            <span><b>${main.title}</b><i>${minutes(shown.minutes)} min</i><em>${main.summary}</em></span>
          </label>`;
        })}
      </fieldset>

      <div class="grid2">
        ${lengths.length > 0 &&
        html`<${Choice}
          kind="wide"
          legend="Length"
          name="length"
          value=${round.id}
          onChange=${(/** @type {string} */ id) => setRound(id)}
          options=${lengths.map((one) => ({ value: one.id, word: `${one.short ? "Short" : "Full"}, ${minutes(one.minutes)} minutes` }))}
        />`}
        ${round.legs.map(
          (leg, index) => html`<${QuestionSelect}
            key=${`${leg.rubric}-${index}`}
            label=${round.legs.length > 1 ? `${leg.title} question` : "Question"}
            bank=${bank.data?.filter((one) => one.bank === leg.rubric) ?? null}
            level=${level}
            value=${chosen[index] ?? null}
            onChange=${(/** @type {string | null} */ id) => setChosen(round.legs.map((_, other) => (other === index ? id : (chosen[other] ?? null))))}
          />`,
        )}
        <${Choice} legend="Level" name="level" value=${level} options=${LEVELS} onChange=${setLevel} />
        <${Choice} legend="Interviewer" name="style" value=${style} options=${STYLES} onChange=${setStyle} />
        <${Choice} kind="wide" legend="Coverage" name="mode" value=${mode} options=${MODES} onChange=${setMode} />
      </div>

      ${bank.error && html`<div class="go"><${ErrorBox} error=${bank.error} retry=${bank.reload} /></div>`}
      ${beginning.error && html`<div class="go"><${ErrorBox} error=${beginning.error} /></div>`}
      <div class="row wrap go">
        <button type="submit" class=${`btn big ${speaks ? "" : "main"}`} ref=${start} disabled=${beginning.busy}>${beginning.busy ? "Starting…" : "Start typing"}</button>
        ${offer.data?.listening.available &&
        html`<button type="button" class=${`btn big ${speaks ? "main" : ""}`} disabled=${beginning.busy} onClick=${() => begin(true)}><${Icon} name="mic" />Start speaking</button>`}
      </div>
    </form>
  `;
}
