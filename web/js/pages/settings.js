/** Settings: the endpoint, the grader, the voice, models, data, the keyboard. */
import { html, useState } from "../html.js";
import { size } from "../format.js";
import { useAction, useLoad } from "../load.js";
import { usePreference } from "../settings.js";
import { DataSection } from "../setup/data.js";
import { EndpointSection } from "../setup/endpoint.js";
import { VoiceSection } from "../setup/voice.js";
import { Choice, ErrorBox, Loading, Page } from "../shell.js";
import { saveSettings, settings } from "../wire.js";

/** @typedef {import("../../types/wire.js").Settings} Settings */

/** @type {readonly {value: string, word: string}[]} */
const GRADERS = [
  { value: "auto", word: "Automatic" },
  { value: "embedded", word: "Embedded" },
  { value: "llm", word: "Your endpoint" },
];
/** @type {Record<string, string>} */
const GRADER_NOTES = {
  auto: "Your endpoint where one is configured and answers, else embedded.",
  embedded: "The same labels every time, on this computer. Nothing is sent anywhere.",
  llm: "Reads more closely. Each answer is sent to the endpoint above. Where it fails, the embedded grader steps in and says so.",
};

export default function SettingsPage() {
  const held = useLoad(settings, []);
  return html`
    <${Page} title="Settings" current="settings" kind="settings" ready=${!held.loading}>
      <header class="head"><div><h1>Settings</h1><p class="quiet">Everything works without changing anything here.</p></div></header>
      ${held.data
        ? html`<${Sections} held=${held.data} onChange=${held.set} />`
        : held.error
          ? html`<${ErrorBox} error=${held.error} retry=${held.reload} />`
          : html`<${Loading} what="Fetching the settings" lines=${14} />`}
    <//>
  `;
}

/** @param {{held: Settings, onChange: (settings: Settings) => void}} props */
const Sections = ({ held, onChange }) => html`
  <${EndpointSection} held=${held} onChange=${onChange} />
  <${GraderSection} held=${held} onChange=${onChange} />
  <${VoiceSection} held=${held} onChange=${onChange} />
  <${ModelSection} held=${held} />
  <${KeyboardSection} />
  <${DataSection} held=${held} onChange=${onChange} />
  <p class="faint xs version">Viva ${held.version}${held.offline ? ". Offline: it opens no connection off this computer." : ""}</p>
`;

/** @param {{held: Settings, onChange: (settings: Settings) => void}} props */
function GraderSection({ held, onChange }) {
  const [shown, setShown] = useState(held.grader);
  const [choose, choosing] = useAction(async (/** @type {string} */ grader) => {
    setShown(grader);
    try {
      onChange(await saveSettings({ grader }));
    } catch (error) {
      setShown(held.grader);
      throw error;
    }
  });
  return html`
    <section class="setting" aria-labelledby="h-grader">
      <div><h2 id="h-grader">Grader</h2><p class="quiet sm">Who reads your answers against the rubric.</p></div>
      <div>
        <${Choice} legend="Grader" hideLegend name="grader" value=${shown} options=${GRADERS} onChange=${choose} note=${GRADER_NOTES[shown] ?? ""} />
        ${shown === "llm" && !held.endpoint.configured && html`<p class="sm quiet setting-note">No endpoint is set, so the embedded grader does the work until there is one.</p>`}
        <p class="sm setting-note"><a href="/grader">How far to trust the embedded grader</a></p>
        ${choosing.error && html`<${ErrorBox} error=${choosing.error} />`}
      </div>
    </section>
  `;
}

/** @param {{held: Settings}} props */
const ModelSection = ({ held }) => html`
  <section class="setting" aria-labelledby="h-models">
    <div><h2 id="h-models">Models</h2><p class="quiet sm">What runs on this computer. Nothing is fetched unless you ask for it.</p></div>
    <ul class="models">
      ${held.models.map(
        (model) => html`<li key=${model.id}>
          <span class="what"><b>${model.title}</b><span>${model.role}</span></span>
          <span class="sm faint num">${size(model.size_bytes)}, ${model.licence}</span>
          <span class="sm">${model.present ? "Installed" : html`<span class="quiet">Not installed</span>`}</span>
        </li>`,
      )}
      ${held.models.length === 0 && html`<li class="quiet sm">None are listed.</li>`}
    </ul>
  </section>
`;

function KeyboardSection() {
  const [shortcuts, setShortcuts] = usePreference("shortcuts");
  return html`
    <section class="setting" aria-labelledby="h-keys">
      <div><h2 id="h-keys">Keyboard</h2><p class="quiet sm">Kept in this browser. Press ? on any page for its keys.</p></div>
      <label class="check">
        <input type="checkbox" checked=${shortcuts} onChange=${() => setShortcuts(!shortcuts)} />
        <span>Single keys as shortcuts<span class="faint xs">They act outside text fields only. Off, the keys with Alt or Ctrl and ? remain.</span></span>
      </label>
    </section>
  `;
}
