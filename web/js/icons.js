/** The drawings. All are SVG in `currentColor`, so that forced colours keep them. */
import { html } from "./html.js";

/**
 * @typedef {"mic" | "probe" | "hint" | "own" | "mark" | "warn" | "info" | "prev" | "next" | "play" | "pause" | "close" |
 *   "up" | "down" | "search" | "back" | "mic-off" | "sliders"} IconName
 */

/** Symbols that pages refer to. Rendered once, by the shell. */
export const Sprite = () => html`
  <svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">
    <defs>
      <pattern id="hatch" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V3" stroke="currentColor" stroke-width="2.2" /></pattern>
    </defs>
    <symbol id="full" viewBox="0 0 14 14"><circle cx="7" cy="7" r="6.5" fill="currentColor" /></symbol>
    <symbol id="half" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5" /><path d="M7 1.25a5.75 5.75 0 0 0 0 11.5z" fill="currentColor" /></symbol>
    <symbol id="none" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5" /></symbol>
    <symbol id="can" viewBox="0 0 14 14"><rect x=".75" y=".75" width="12.5" height="12.5" rx="2.5" fill="url(#hatch)" stroke="currentColor" /></symbol>
    <symbol id="mic" viewBox="0 0 16 16"><path d="M8 1.5a2.25 2.25 0 0 1 2.25 2.25v4a2.25 2.25 0 0 1-4.5 0v-4A2.25 2.25 0 0 1 8 1.5zM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" /></symbol>
    <symbol id="mic-off" viewBox="0 0 16 16"><path d="M10.25 6V3.75a2.25 2.25 0 0 0-4.4-.65M5.75 6v1.75a2.25 2.25 0 0 0 3.4 1.93M3.5 7.5a4.5 4.5 0 0 0 7 3.73M12.2 9.1a4.5 4.5 0 0 0 .3-1.6M8 12v2.5M2.5 2l11 11.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" /></symbol>
    <symbol id="sliders" viewBox="0 0 16 16"><path d="M2 5h6M12 5h2M2 11h2M8 11h6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" /><circle cx="10" cy="5" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5" /><circle cx="6" cy="11" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5" /></symbol>
    <symbol id="probe" viewBox="0 0 14 14"><path d="M2 2.5h10L7 11.5z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" /></symbol>
    <symbol id="hint" viewBox="0 0 14 14"><path d="M7 1.5 12.5 7 7 12.5 1.5 7z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" /></symbol>
    <symbol id="own" viewBox="0 0 14 14"><path d="M2 7h10M8.5 3.5 12 7l-3.5 3.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" /></symbol>
    <symbol id="mark" viewBox="0 0 20 20"><path d="M2 2v6M6 6v6M10 10v8M14 6v6M18 2v6" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" /></symbol>
    <symbol id="warn" viewBox="0 0 16 16"><path d="M8 4.5v4.2M8 11.4v.1" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" /><circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" stroke-width="1.5" /></symbol>
    <symbol id="info" viewBox="0 0 16 16"><path d="M8 7.4v4.1M8 4.7v.1" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" /><circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" stroke-width="1.5" /></symbol>
    <symbol id="prev" viewBox="0 0 16 16"><path d="M4 3v10M13 3 6.5 8l6.5 5z" fill="currentColor" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" /></symbol>
    <symbol id="next" viewBox="0 0 16 16"><path d="M12 3v10M3 3l6.5 5L3 13z" fill="currentColor" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" /></symbol>
    <symbol id="play" viewBox="0 0 16 16"><path d="M4.5 2.5 13 8l-8.5 5.5z" fill="currentColor" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round" /></symbol>
    <symbol id="pause" viewBox="0 0 16 16"><path d="M5 3v10M11 3v10" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" /></symbol>
    <symbol id="close" viewBox="0 0 16 16"><path d="m4 4 8 8M12 4l-8 8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" /></symbol>
    <symbol id="up" viewBox="0 0 16 16"><path d="m4 10 4-4 4 4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" /></symbol>
    <symbol id="down" viewBox="0 0 16 16"><path d="m4 6 4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" /></symbol>
    <symbol id="search" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5" /><path d="m10.5 10.5 3.5 3.5" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" /></symbol>
    <symbol id="back" viewBox="0 0 16 16"><path d="M13 8H3M7 4 3 8l4 4" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" /></symbol>
  </svg>
`;

/**
 * A drawing. Decorative unless `title` names it.
 * @param {{name: IconName, title?: string, class?: string}} props
 */
export const Icon = ({ name, title, class: extra = "" }) =>
  title
    ? html`<svg class=${`ico ${extra}`} role="img" aria-label=${title}><use href=${`#${name}`} /></svg>`
    : html`<svg class=${`ico ${extra}`} aria-hidden="true"><use href=${`#${name}`} /></svg>`;
