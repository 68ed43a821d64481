/** Speaking with the interviewer: what serves it here, how a turn ends, the microphone, recordings. */
import { html, useState } from "../html.js";
import { Icon } from "../icons.js";
import { useAction, useLoad } from "../load.js";
import { usePreference } from "../settings.js";
import { ErrorBox } from "../shell.js";
import { EndpointingFold } from "./endpointing.js";
import { AloudCheck, DeviceSelect, EndingChoice, MicTrial, useTrial } from "../voice/parts.js";
import { saveSettings, voice } from "../wire.js";

/** @typedef {import("../../types/wire.js").Settings} Settings */
/** @typedef {import("../../types/wire.js").VoiceHalf} VoiceHalf */

/** @param {{held: Settings, onChange: (settings: Settings) => void}} props */
export function VoiceSection({ held, onChange }) {
  const offer = useLoad(voice, []);
  const [ending, setEnding] = usePreference("ending");
  return html`
    <section class="setting" aria-labelledby="h-voice">
      <div><h2 id="h-voice">Voice</h2><p class="quiet sm">Hearing your answers and saying the questions.</p></div>
      <div class="setting-form">
        <dl class="facts">
          <div><dt>Listening</dt><dd><${Half} half=${offer.data?.listening ?? null} /></dd></div>
          <div><dt>Speaking</dt><dd><${Half} half=${offer.data?.speaking ?? null} /></dd></div>
        </dl>
        ${offer.error && html`<${ErrorBox} error=${offer.error} retry=${offer.reload} />`}
        <${EndingChoice} value=${ending} onChange=${setEnding} />
        <${AloudCheck} />
        <${RecordingCheck} held=${held} onChange=${onChange} />
        <${MicrophoneTrial} />
        <${EndpointingFold} held=${held} onChange=${onChange} />
      </div>
    </section>
  `;
}

/** @param {{half: VoiceHalf | null}} props */
const Half = ({ half }) => {
  if (!half) return html`<span class="faint">Looking</span>`;
  const what = half.available ? `${half.name.charAt(0).toUpperCase()}${half.name.slice(1)}.` : "Not available.";
  return html`<b>${what}</b> ${half.why} <span class="quiet">${half.hint}</span>`;
};

/** @param {{held: Settings, onChange: (settings: Settings) => void}} props */
function RecordingCheck({ held, onChange }) {
  const [shown, setShown] = useState(held.speech.keep_audio);
  const [keep, keeping] = useAction(async (/** @type {boolean} */ wanted) => {
    setShown(wanted);
    try {
      onChange(await saveSettings({ keep_audio: wanted }));
    } catch (error) {
      setShown(!wanted);
      throw error;
    }
  });
  return html`
    <label class="check">
      <input type="checkbox" checked=${shown} onChange=${() => keep(!shown)} />
      <span>Record what is said<span class="faint xs">For the replay. Recordings stay on this computer and can be deleted below.</span></span>
    </label>
    ${keeping.error && html`<${ErrorBox} error=${keeping.error} />`}
  `;
}

function MicrophoneTrial() {
  const [device, setDevice] = usePreference("microphone");
  const [trying, setTrying] = useState(false);
  const tried = useTrial(trying, device);
  return html`
    <${DeviceSelect} value=${device} onChange=${setDevice} fresh=${tried.trial.kind} />
    ${trying && html`<${MicTrial} ...${tried} sentence />`}
    <div class="row"><button type="button" class="btn" onClick=${() => setTrying(!trying)}><${Icon} name=${trying ? "mic-off" : "mic"} />${trying ? "Stop trying" : "Try the microphone"}</button></div>
  `;
}
