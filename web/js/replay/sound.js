// The lane of the voices: yours in blue, the interviewer's in grey. A press plays from there.
import { html, useMemo } from "../html.js";
import { bars, strokes } from "./bars.js";

/** @typedef {import("../../types/wire.js").Peaks} Peaks */
/** @typedef {import("../../types/wire.js").Turn} Turn */
/** @typedef {import("./timeline.js").Timeline} Timeline */

const HEIGHT = 72;

/**
 * @param {{line: Timeline, turns: readonly Turn[], peaks: Peaks | null, width: number, share: number, onSeek: (at: number) => void}} props
 *   `share`: how much of the session is behind the playhead, 0..1
 */
export function SoundLane({ line, turns, peaks, width, share, onSeek }) {
  const all = useMemo(() => bars(line, turns, peaks, width), [line, turns, peaks, width]);
  const paths = useMemo(() => [all.filter((bar) => !bar.you), all.filter((bar) => bar.you)].map((one) => strokes(one, HEIGHT)), [all]);
  /** @param {PointerEvent & {currentTarget: HTMLElement}} event */
  const seek = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - box.left) / Math.max(1, box.width)) * line.length);
  };
  return html`<div
    class="sound"
    aria-hidden="true"
    onPointerDown=${(/** @type {PointerEvent & {currentTarget: HTMLElement}} */ event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      seek(event);
    }}
    onPointerMove=${(/** @type {PointerEvent & {currentTarget: HTMLElement}} */ event) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event);
    }}
  >
    <svg viewBox=${`0 0 ${Math.max(1, width)} ${HEIGHT}`} preserveAspectRatio="none"><path class="them" d=${paths[0]} /><path class="you" d=${paths[1]} /></svg>
    <i class="rest" style=${{ left: `${share * 100}%` }}></i>
  </div>`;
}
