// The playhead: a clock that runs at 1x to 8x, can be moved, and can leave out long silences.
import { useEffect, useRef, useState } from "../html.js";
import { pastSilence } from "./timeline.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */

export const SPEEDS = /** @type {const} */ ([1, 2, 4, 8]);
/** @typedef {(typeof SPEEDS)[number]} Speed */

/**
 * @typedef {object} Player
 * @property {number} at ms, as shown
 * @property {boolean} playing
 * @property {Speed} speed
 * @property {boolean} skipping
 * @property {() => void} toggle
 * @property {(at: number) => void} seek
 * @property {(by: 1 | -1) => void} faster one step up or down
 * @property {(speed: Speed) => void} setSpeed
 * @property {(skipping: boolean) => void} setSkipping
 */

/** How finely the time is shown, in ms of wall time; one second where motion is reduced. */
const FINE = 50;
const COARSE = 1_000;

/**
 * @param {Timeline} line
 * @param {number} start
 * @returns {Player}
 */
export function usePlayer(line, start) {
  const [at, show] = useState(start);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(/** @type {Speed} */ (1));
  const [skipping, setSkipping] = useState(true);
  const exact = useRef(start);

  useEffect(() => {
    if (!playing) return;
    const step = matchMedia("(prefers-reduced-motion: reduce)").matches ? COARSE : FINE;
    let before = performance.now();
    let shown = before;
    let frame = requestAnimationFrame(function tick(now) {
      let next = Math.min(line.length, exact.current + (now - before) * speed);
      before = now;
      if (skipping) next = Math.min(line.length, pastSilence(line, next));
      exact.current = next;
      if (now - shown >= step || next >= line.length) {
        shown = now;
        show(next);
      }
      if (next >= line.length) setPlaying(false);
      else frame = requestAnimationFrame(tick);
    });
    return () => {
      cancelAnimationFrame(frame);
      show(exact.current);
    };
  }, [playing, speed, skipping, line]);

  /** @param {number} to */
  const seek = (to) => {
    exact.current = Math.max(0, Math.min(line.length, to));
    show(exact.current);
  };
  return {
    at,
    playing,
    speed,
    skipping,
    seek,
    setSpeed,
    setSkipping,
    toggle: () => {
      if (!playing && exact.current >= line.length) seek(0);
      setPlaying(!playing);
    },
    faster: (by) => {
      const next = SPEEDS[SPEEDS.indexOf(speed) + by];
      if (next) setSpeed(next);
    },
  };
}
