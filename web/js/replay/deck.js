// The player's deck: phases, what was asked and what was earned along the time, and the controls below.
import { clock } from "../format.js";
import { html, useLayoutEffect, useMemo, useRef, useState } from "../html.js";
import { Icon } from "../icons.js";
import { LabelIcon } from "../labels.js";
import { SoundLane } from "./sound.js";
import { placePins, skippable } from "./timeline.js";

/** @typedef {import("../html.js").Child} Child */
/** @typedef {import("../../types/wire.js").Peaks} Peaks */
/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./timeline.js").Timeline} Timeline */

/** Big enough to hit, also with a finger. */
const PIN = 24;

/**
 * @param {{line: Timeline, turns: readonly Turn[], peaks: Peaks | null, player: Player, active: string | null, saying: string, onActive: (criterion: string | null) => void,
 *   onSeek: (at: number) => void, onMoment: (by: 1 | -1) => void}} props
 *   `saying`: who has the word, for the position's spoken value
 */
export function Deck({ line, turns, peaks, player, active, saying, onActive, onSeek, onMoment }) {
  const ruler = useRef(/** @type {HTMLElement | null} */ (null));
  const [width, setWidth] = useState(0);
  const { at } = player;
  useLayoutEffect(() => {
    if (!ruler.current) return;
    setWidth(ruler.current.clientWidth); // at once, so that the pins take their rows before anything is shown
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    watch.observe(ruler.current);
    return () => watch.disconnect();
  }, []);
  const asked = useMemo(() => line.asked.map((pin) => ({ ...pin, criterion: null, icon: html`<${Icon} name=${pin.kind} />` })), [line]);
  const earned = useMemo(() => line.earned.map((pin) => ({ ...pin, icon: html`<${LabelIcon} label=${pin.label} silent />` })), [line]);
  const share = at / line.length;
  const band = line.bands.findLast((one) => one.start <= at) ?? null;
  const saved = skippable(line);
  const spoken = line.clips.length > 0;
  return html`<section class="deck sheet" aria-label="Player">
    <div class="lanes">
      ${line.bands.length > 0 &&
      html`<span class="lane">Phase</span>
        <div class="bands">
          ${line.bands.map(
            (one) => html`<button
              type="button"
              key=${one.key}
              class=${one === band ? "cur" : ""}
              style=${{ "--w": Math.max(1, one.end - one.start) }}
              aria-label=${`${one.title}, from ${clock(one.start)}`}
              aria-current=${one === band ? "true" : undefined}
              title=${one.title}
              onClick=${() => onSeek(one.start)}
            ><span>${one.title}</span></button>`,
          )}
        </div>`}
      <div class="ruler" ref=${ruler}></div>
      ${spoken &&
      html`<span class="lane">Voices</span>
        <${SoundLane} line=${line} turns=${turns} peaks=${peaks} width=${width} share=${share} onSeek=${onSeek} />`}
      ${asked.length > 0 &&
      html`<span class="lane">Asked</span>
        <${Lane} label="Asked" width=${width} length=${line.length} pins=${asked} active=${active} onSeek=${onSeek} onActive=${onActive} />`}
      ${earned.length > 0 &&
      html`<span class="lane">Earned</span>
        <${Lane} label="Earned" width=${width} length=${line.length} pins=${earned} active=${active} onSeek=${onSeek} onActive=${onActive} />`}
      <div class=${`head-line ${spoken ? "timed" : ""} ${share > 0.9 ? "left" : ""}`} style=${{ "--at": share }} aria-hidden="true">${spoken && html`<b class="num">${clock(at)}</b>`}</div>
    </div>
    <div class="transport">
      <button type="button" class="btn bare icon" aria-label="Previous moment" onClick=${() => onMoment(-1)}><${Icon} name="prev" /></button>
      <button type="button" class="btn main icon play" aria-label=${player.playing ? "Pause" : "Play"} onClick=${player.toggle}><${Icon} name=${player.playing ? "pause" : "play"} /></button>
      <button type="button" class="btn bare icon" aria-label="Next moment" onClick=${() => onMoment(1)}><${Icon} name="next" /></button>
      <span class="num sm"><b>${clock(at)}</b> <span class="faint">of ${clock(line.length)}</span></span>
      <label class="scrub">
        <span class="sr">Position</span>
        <input
          type="range"
          min="0"
          max=${Math.ceil(line.length / 1000)}
          step="1"
          value=${Math.round(at / 1000)}
          aria-valuetext=${[clock(at), band?.title, saying].filter(Boolean).join(", ")}
          onInput=${(/** @type {InputEvent & {currentTarget: HTMLInputElement}} */ event) => onSeek(Number(event.currentTarget.value) * 1000)}
        />
      </label>
      <fieldset class="seg speed">
        <legend class="sr">Speed</legend>
        ${player.speeds.map(
          (speed) => html`<label key=${speed}><input type="radio" name="speed" checked=${speed === player.speed} onChange=${() => player.setSpeed(speed)} /><span>${speed}×</span></label>`,
        )}
      </fieldset>
    </div>
    <p class="sr" role="status">${player.waiting ? "Fetching the recording." : ""}</p>
    <div class="deck-foot xs faint">
      <p class="key">
        ${spoken && html`<span><i class="voice you"></i> you</span><span><i class="voice"></i> interviewer</span><span class="gap"></span>`}
        ${asked.length > 0 && html`<span><${Icon} name="probe" /> probe</span><span><${Icon} name="hint" /> hint</span><span class="gap"></span>`}
        ${earned.length > 0 && html`<span><${LabelIcon} label=${2} silent /> full</span><span><${LabelIcon} label=${1} silent /> partial</span><span><${LabelIcon} label=${null} silent /> can’t call</span>`}
      </p>
      ${saved >= 10_000 &&
      html`<label class="skips"><input type="checkbox" checked=${player.skipping} onChange=${() => player.setSkipping(!player.skipping)} /><span>Skip ${clock(saved)} of silence</span></label>`}
    </div>
  </section>`;
}

/** @typedef {{key: string, name: string, at: number, criterion: string | null, icon: Child}} Pin */

/**
 * @param {{label: string, width: number, length: number, pins: readonly Pin[], active: string | null, onSeek: (at: number) => void,
 *   onActive: (criterion: string | null) => void}} props
 */
function Lane({ label, width, length, pins, active, onSeek, onActive }) {
  const { rows, places } = useMemo(() => placePins(pins.map((pin) => pin.at), length, Math.max(width, PIN), PIN), [pins, length, width]);
  return html`<div class="pins" role="group" aria-label=${label} style=${{ "--rows": rows }}>
    ${width > 0 &&
    pins.map(
      (pin, index) => html`<button
        type="button"
        key=${pin.key}
        class=${pin.criterion !== null && pin.criterion === active ? "here-pin" : ""}
        style=${{ left: `${places[index]?.x ?? 0}px`, top: `${(places[index]?.row ?? 0) * PIN}px` }}
        aria-label=${pin.name}
        title=${pin.name}
        onMouseEnter=${() => pin.criterion && onActive(pin.criterion)}
        onMouseLeave=${() => pin.criterion && onActive(null)}
        onClick=${() => onSeek(pin.at)}
      >${pin.icon}</button>`,
    )}
  </div>`;
}
