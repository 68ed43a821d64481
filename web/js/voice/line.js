/** The line: a voice drawn from its real samples. In a thinking pause it flattens into a bar that drains. */
import { html, useEffect, useRef } from "../html.js";
import { BAR_MS } from "./levels.js";

/** @typedef {import("./levels.js").Levels} Levels */
/** @typedef {{ends: number, total: number}} Countdown */

const PITCH = 5;
const WIDTH = 2.5;
/** Where the bar begins while a pause is counted down, as a part of the width. */
const SPLIT = 0.52;
const DRAIN = 6;
/** How long the line takes to give way to the bar, and to take its place again. */
const GIVE_WAY_MS = 400;
/** How often the line is drawn where the page is asked to keep still: often enough to tell that one is heard. */
const STILL_MS = 500;

/** Whether the page is asked to keep still. */
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {{levels: Levels, live: boolean, theirs?: boolean, countdown?: Countdown | null}} props
 *   `live`: samples come; `theirs`: the interviewer's voice, in grey
 */
export function Line({ levels, live, theirs = false, countdown = null }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const now = useRef({ levels, live, countdown });
  now.current = { levels, live, countdown };
  useEffect(() => {
    const element = canvas.current;
    const brush = element?.getContext("2d");
    if (!element || !brush) return;
    let split = now.current.countdown ? SPLIT : 1;
    let before = performance.now();
    let frame = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    let timer;
    const draw = () => {
      const at = performance.now();
      const { levels: shown, live: moves, countdown: waits } = now.current;
      const step = (at - before) / GIVE_WAY_MS;
      split = waits ? Math.max(SPLIT, split - step * (1 - SPLIT)) : Math.min(1, split + step * (1 - SPLIT));
      before = at;
      paint(element, brush, { levels: shown, live: moves, countdown: waits, split, at });
      if (moves || split < 1) frame = requestAnimationFrame(draw);
    };
    // Nothing slides or drains: the bars stand until the next picture, and the seconds are in the words beside it.
    const picture = () => {
      if (now.current.live) paint(element, brush, { levels: now.current.levels, live: false, countdown: null, split: 1, at: performance.now() });
      else rest(element, brush);
    };
    const stay = still();
    if (stay) {
      picture();
      if (live) timer = setInterval(picture, STILL_MS);
    } else draw();
    const resized = new ResizeObserver(() => {
      if (stay) picture();
      else if (!now.current.live) draw();
    });
    resized.observe(element);
    return () => {
      clearInterval(timer);
      cancelAnimationFrame(frame);
      resized.disconnect();
    };
  }, [live, theirs]);
  return html`<canvas class=${`voice-line ${theirs ? "theirs" : ""}`} ref=${canvas} aria-hidden="true"></canvas>`;
}

/**
 * Makes the canvas as fine as the screen, and empty.
 * @param {HTMLCanvasElement} element
 * @param {CanvasRenderingContext2D} brush
 */
function clear(element, brush) {
  const { clientWidth: width, clientHeight: height } = element;
  const fine = devicePixelRatio || 1;
  if (element.width !== Math.round(width * fine) || element.height !== Math.round(height * fine)) {
    element.width = Math.round(width * fine);
    element.height = Math.round(height * fine);
  }
  brush.setTransform(fine, 0, 0, fine, 0, 0);
  brush.clearRect(0, 0, width, height);
  const style = getComputedStyle(element);
  return { width, height, colour: style.color, edge: style.borderBlockStartColor };
}

/**
 * @param {HTMLCanvasElement} element
 * @param {CanvasRenderingContext2D} brush
 * @param {{levels: Levels, live: boolean, countdown: Countdown | null, split: number, at: number}} scene
 */
function paint(element, brush, { levels, live, countdown, split, at }) {
  const { width, height, colour, edge } = clear(element, brush);
  const middle = height / 2;
  const right = split < 1 ? width * split : width;
  brush.strokeStyle = colour;
  brush.lineWidth = WIDTH;
  brush.lineCap = "round";
  const slid = live ? Math.min(1, (at - levels.at) / BAR_MS) : 0;
  brush.beginPath();
  for (let bar = 0; ; bar += 1) {
    const x = right - WIDTH / 2 - (bar + slid) * PITCH;
    if (x < WIDTH / 2) break;
    const tall = (levels.bars[levels.bars.length - 1 - bar] ?? 0) * (height / 2 - WIDTH);
    brush.moveTo(x, middle - Math.max(0.4, tall));
    brush.lineTo(x, middle + Math.max(0.4, tall));
  }
  brush.stroke();
  if (split < 1) drain(brush, { left: right + PITCH, right: width, middle, colour, edge, part: countdown ? Math.max(0, (countdown.ends - at) / countdown.total) : 0 });
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {{left: number, right: number, middle: number, colour: string, edge: string, part: number}} bar
 */
function drain(brush, { left, right, middle, colour, edge, part }) {
  const wide = right - left;
  if (wide < DRAIN) return;
  brush.lineWidth = 1;
  brush.strokeStyle = edge;
  brush.beginPath();
  brush.roundRect(left + 0.5, middle - DRAIN / 2 + 0.5, wide - 1, DRAIN - 1, DRAIN / 2);
  brush.stroke();
  brush.fillStyle = colour;
  brush.beginPath();
  brush.roundRect(left, middle - DRAIN / 2, Math.max(DRAIN, wide * part), DRAIN, DRAIN / 2);
  brush.fill();
}

/** Where nothing is heard and nothing is to move, it is a plain line; the words beside it say the rest. @param {HTMLCanvasElement} element @param {CanvasRenderingContext2D} brush */
function rest(element, brush) {
  const { width, height, colour } = clear(element, brush);
  brush.fillStyle = colour;
  brush.beginPath();
  brush.roundRect(0, height / 2 - 1, width, 2, 1);
  brush.fill();
}
