/** The dialogs of the voice: trying the microphone before the first spoken answer, and changing what was chosen. */
import { html } from "../html.js";
import { setPreference, usePreference } from "../settings.js";
import { Dialog, Loading, Notice } from "../shell.js";
import { AloudCheck, DeviceSelect, EndingChoice, MicTrial, useTrial } from "./parts.js";
import { speak } from "./use-voice.js";

/** @typedef {import("./use-voice.js").Voice} Voice */

/**
 * Before one speaks for the first time, or when the voice can't be had.
 * @param {{voice: Voice, onClose: () => void}} props
 */
export function SpeakDialog({ voice, onClose }) {
  const { engine, offer } = voice;
  const available = offer?.listening.available ?? false;
  const [device, setDevice] = usePreference("microphone");
  const tried = useTrial(available, device);
  const start = () => {
    setPreference("checked", true);
    onClose();
    void speak(engine);
  };
  if (!offer) return html`<${Dialog} title="Speak" onClose=${onClose}><${Loading} what="Asking what can listen here" lines=${3} /><//>`;
  if (!available) {
    return html`
      <${Dialog} title="Speak" onClose=${onClose}>
        <div class="dialog-form">
          <${Notice} kind="warn" title=${offer.listening.why}>${offer.listening.hint}<//>
          <div class="row wrap dialog-acts"><button type="button" class="btn main" onClick=${onClose}>Type instead</button></div>
        </div>
      <//>
    `;
  }
  return html`
    <${Dialog} title="Can it hear you?" onClose=${onClose}>
      <form
        class="dialog-form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          if (tried.trial.kind === "open") start();
        }}
      >
        <${MicTrial} ...${tried} sentence />
        <${DeviceSelect} value=${device} onChange=${setDevice} fresh=${tried.trial.kind} />
        <${Chosen} voice=${voice} />
        ${!offer.speaking.available && html`<p class="sm quiet">${offer.speaking.why} You read the questions and speak the answers.</p>`}
        <div class="row wrap dialog-acts">
          <button type="button" class="btn" onClick=${onClose}>Type instead</button>
          <button type="submit" class="btn main" disabled=${tried.trial.kind !== "open"}>Start speaking</button>
        </div>
      </form>
    <//>
  `;
}

/**
 * While one speaks: the same choices, with the microphone that is open.
 * @param {{voice: Voice, onClose: () => void}} props
 */
export function VoiceDialog({ voice, onClose }) {
  const { engine, state } = voice;
  const [device, setDevice] = usePreference("microphone");
  const on = state.mic === "on";
  return html`
    <${Dialog} title="Voice" onClose=${onClose}>
      <div class="dialog-form">
        <${MicTrial} trial=${on ? { kind: "open", name: state.device } : { kind: "opening" }} levels=${engine.mine} />
        <${DeviceSelect}
          value=${device}
          fresh=${state.device}
          onChange=${(/** @type {string} */ id) => {
            setDevice(id);
            void engine.use(id);
          }}
        />
        <${Chosen} voice=${voice} />
        <div class="row wrap dialog-acts"><button type="button" class="btn main" onClick=${onClose}>Done</button></div>
      </div>
    <//>
  `;
}

/** @param {{voice: Voice}} props */
const Chosen = ({ voice }) => html`
  <${EndingChoice}
    value=${voice.state.mode}
    onChange=${(/** @type {import("../../types/wire.js").EndpointingMode} */ mode) => {
      setPreference("ending", mode);
      voice.engine.setMode(mode);
    }}
  />
  ${voice.offer?.speaking.available && html`<${AloudCheck} />`}
`;
