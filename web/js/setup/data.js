/** Where everything is kept, and deleting it. */
import { plural, size } from "../format.js";
import { html, useState } from "../html.js";
import { useAction } from "../load.js";
import { forgetAll } from "../settings.js";
import { Confirm, ErrorBox } from "../shell.js";
import { deleteEverything, deleteEveryRecording, settings } from "../wire.js";

/** @typedef {import("../../types/wire.js").Settings} Settings */

const WORD = "delete";

/** @param {{held: Settings, onChange: (settings: Settings) => void}} props */
export function DataSection({ held, onChange }) {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const [done, setDone] = useState("");
  const [erase, erasing] = useAction(async () => {
    const { deleted } = await deleteEverything();
    forgetAll();
    setAsking(false);
    setDone(`${plural(deleted, "session")} deleted. Drafts in this browser are gone too.`);
    onChange(await settings());
  });
  const [hushing, setHushing] = useState(false);
  const [silence, silencing] = useAction(async () => {
    await deleteEveryRecording();
    setHushing(false);
    setDone("Every recording is deleted. Words and scorecards are still here.");
    onChange(await settings());
  });
  const { sessions, bytes } = held.storage;
  const recorded = held.storage.audio_bytes ?? 0;
  return html`
    <section class="setting" aria-labelledby="h-data">
      <div><h2 id="h-data">Your data</h2><p class="quiet sm">It stays in one folder on this computer.</p></div>
      <div>
        <dl class="facts">
          <div><dt>Folder</dt><dd><code>${held.home}</code></dd></div>
          <div><dt>Database</dt><dd><code>${held.database}</code></dd></div>
          <div><dt>Stored</dt><dd class="num">${plural(sessions, "session")}, ${size(bytes)}</dd></div>
          <div><dt>Recordings</dt><dd class="num">${recorded === 0 ? "None" : size(recorded)}</dd></div>
        </dl>
        <div class="row wrap setting-note">
          ${recorded > 0 && html`<button type="button" class="btn danger" onClick=${() => setHushing(true)}>Delete recordings</button>`}
          <button
            type="button"
            class="btn danger"
            disabled=${sessions === 0}
            onClick=${() => {
              setTyped("");
              setAsking(true);
            }}
          >
            Delete everything
          </button>
          <span class="sm quiet" role="status">${done || (sessions === 0 ? "There is nothing to delete." : "")}</span>
        </div>
      </div>
      ${hushing &&
      html`<${Confirm}
        title="Delete every recording?"
        confirm=${silencing.busy ? "Deleting…" : "Delete recordings"}
        cancel="Keep them"
        danger
        busy=${silencing.busy}
        onConfirm=${() => silence()}
        onClose=${() => setHushing(false)}
      >
        <p>The sound of every session, ${size(recorded)}, will be gone for good. Transcripts, the times of the words and scorecards stay.</p>
        ${silencing.error && html`<${ErrorBox} error=${silencing.error} />`}
      <//>`}
      ${asking &&
      html`<${Confirm}
        title="Delete every session?"
        confirm=${erasing.busy ? "Deleting…" : "Delete everything"}
        cancel="Keep them"
        danger
        busy=${erasing.busy}
        disabled=${typed.trim().toLowerCase() !== WORD}
        onConfirm=${() => erase()}
        onClose=${() => setAsking(false)}
      >
        <p>${plural(sessions, "session")} with transcripts, recordings and scorecards will be gone for good. Settings and models stay. Export what you want to keep first.</p>
        <label class="field"><span class="lbl">Type “${WORD}” to confirm</span><input type="text" autocomplete="off" spellcheck="false" value=${typed} onInput=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => setTyped(event.currentTarget.value)} /></label>
        ${erasing.error && html`<${ErrorBox} error=${erasing.error} />`}
      <//>`}
    </section>
  `;
}
