/** The OpenAI-compatible endpoint: where it is, its key and model, and whether it answers. */
import { html, useRef, useState } from "../html.js";
import { useAction } from "../load.js";
import { ErrorBox, Notice } from "../shell.js";
import { saveSettings, testEndpoint } from "../wire.js";

/** @typedef {import("../../types/wire.js").Settings} Settings */
/** @typedef {import("../../types/wire.js").SettingsChange} SettingsChange */
/** @typedef {import("../../types/wire.js").EndpointTest} EndpointTest */

/** @type {Record<string, string>} */
const VARIABLES = { openai_base_url: "OPENAI_BASE_URL", openai_api_key: "OPENAI_API_KEY", llm_model: "VIVA_LLM_MODEL" };

/** @param {{held: Settings, onChange: (settings: Settings) => void}} props */
export function EndpointSection({ held, onChange }) {
  const { endpoint } = held;
  const [url, setUrl] = useState(endpoint.base_url ?? "");
  const [key, setKey] = useState("");
  const [model, setModel] = useState(endpoint.model ?? "");
  const [result, setResult] = useState(/** @type {EndpointTest | null} */ (null));
  const [saved, setSaved] = useState(false);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const fixed = new Set(endpoint.from_environment);

  /** Only what may be changed, and was. @returns {SettingsChange} */
  const change = () => {
    /** @type {SettingsChange} */
    const made = {};
    if (!fixed.has("openai_base_url") && url.trim() !== (endpoint.base_url ?? "")) made.openai_base_url = url.trim() || null;
    if (!fixed.has("openai_api_key") && key !== "") made.openai_api_key = key;
    if (!fixed.has("llm_model") && model.trim() !== (endpoint.model ?? "")) made.llm_model = model.trim() || null;
    return made;
  };
  const [test, testing] = useAction(async () => {
    setResult(null);
    setResult(await testEndpoint(change()));
  });
  const [save, saving] = useAction(async (/** @type {SettingsChange} */ made) => {
    const next = await saveSettings(made);
    setKey("");
    setUrl(next.endpoint.base_url ?? "");
    setModel(next.endpoint.model ?? "");
    setSaved(true);
    onChange(next);
  });
  /** @param {(value: string) => void} set */
  const typed = (set) => (/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => {
    set(event.currentTarget.value);
    setResult(null);
    setSaved(false);
  };
  const unchanged = Object.keys(change()).length === 0;
  const from = (/** @type {string} */ name) => fixed.has(name) && html`<span class="xs faint">Set by ${VARIABLES[name]} in the environment, which wins over this page.</span>`;

  return html`
    <section class="setting" aria-labelledby="h-endpoint">
      <div>
        <h2 id="h-endpoint">Language model</h2>
        <p class="quiet sm">Optional. Any endpoint that speaks the OpenAI API: Ollama, vLLM, LM Studio, llama.cpp, or OpenAI itself. It words follow-ups and can grade.</p>
        ${held.offline && html`<p class="quiet sm setting-note">VIVA_OFFLINE is set: only an endpoint on this computer is used.</p>`}
      </div>
      <form
        class="setting-form"
        ref=${form}
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          void save(change());
        }}
      >
        <div class="field">
          <label for="url">Address</label>
          <input id="url" type="url" inputmode="url" autocomplete="off" spellcheck="false" placeholder="http://127.0.0.1:11434/v1" value=${url} disabled=${fixed.has("openai_base_url")} onInput=${typed(setUrl)} />
          ${from("openai_base_url")}
        </div>
        <div class="field">
          <label for="key">Key</label>
          <div class="row">
            <input id="key" type="password" autocomplete="off" placeholder=${endpoint.key_set ? "A key is stored" : "Local endpoints need none"} value=${key} disabled=${fixed.has("openai_api_key")} onInput=${typed(setKey)} />
            ${endpoint.key_set && !fixed.has("openai_api_key") && html`<button type="button" class="btn" disabled=${saving.busy} onClick=${() => save({ openai_api_key: null })}>Remove</button>`}
          </div>
          ${from("openai_api_key")}
        </div>
        <div class="field">
          <label for="model">Model</label>
          <input id="model" type="text" list="models" autocomplete="off" spellcheck="false" placeholder="The endpoint’s first" value=${model} disabled=${fixed.has("llm_model")} onInput=${typed(setModel)} />
          <datalist id="models">${result?.models.map((name) => html`<option value=${name} />`)}</datalist>
          ${from("llm_model")}
        </div>
        <div class="row wrap">
          <button type="submit" class="btn main" disabled=${saving.busy || unchanged}>Save</button>
          <button type="button" class="btn" disabled=${testing.busy || (url.trim() === "" && !endpoint.configured)} onClick=${() => test()}>${testing.busy ? "Testing…" : "Test"}</button>
          <span class="sm quiet" role="status">${saved && unchanged ? "Saved." : ""}</span>
        </div>
        ${result && html`<${Result} result=${result} />`}
        ${testing.error && html`<${ErrorBox} error=${testing.error} />`}
        ${saving.error && html`<${ErrorBox} error=${saving.error} />`}
      </form>
    </section>
  `;
}

/** @param {{result: EndpointTest}} props */
const Result = ({ result }) =>
  result.ok
    ? html`<${Notice} live title=${result.message}>${[result.model && `Model ${result.model}.`, result.latency_ms !== null && `First answer after ${result.latency_ms} ms.`, result.hint].filter(Boolean).join(" ")}<//>`
    : html`<${Notice} kind="bad" title=${result.message}>${result.hint}<//>`;
