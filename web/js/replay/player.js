// The playhead: a clock that runs at several speeds, can be moved, and can leave out long silences. Where a recording
// is heard, the recording is the clock.
import { useCallback, useEffect, useMemo, useRef, useState } from "../html.js";
import { recordingUrl } from "../wire.js";
import { pastSilence } from "./timeline.js";
import { Voices } from "./voices.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */

/** Voices can be followed up to twice their pace; typed words alone much faster. */
const VOICED = /** @type {const} */ ([0.75, 1, 1.5, 2]);
const SILENT = /** @type {const} */ ([1, 2, 4, 8]);
/** @typedef {(typeof VOICED)[number] | (typeof SILENT)[number]} Speed */

/**
 * @typedef {object} Player
 * @property {number} at ms, as shown
 * @property {boolean} playing
 * @property {boolean} waiting a recording is due and still on its way
 * @property {readonly Speed[]} speeds
 * @property {Speed} speed
 * @property {boolean} skipping
 * @property {ReadonlySet<number>} lost turns whose recording could not be played
 * @property {boolean} refused the browser wants another click before it lets a sound out
 * @property {() => void} toggle
 * @property {(at: number) => void} seek
 * @property {(at: number) => void} playFrom
 * @property {(by: 1 | -1) => void} faster one step up or down
 * @property {(speed: Speed) => void} setSpeed
 * @property {(skipping: boolean) => void} setSkipping
 */

/** How finely the time is shown, in ms of wall time; one second where motion is reduced. */
const FINE = 50;
const COARSE = 1_000;
/** How often the playhead moves while the page is not in sight. */
const UNSEEN = 200;

/**
 * @param {string} session id
 * @param {Timeline} line
 * @param {number} start
 * @returns {Player}
 */
export function usePlayer(session, line, start) {
  const voiced = line.clips.length > 0;
  const speeds = voiced ? VOICED : SILENT;
  const [at, show] = useState(start);
  const [playing, setPlaying] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [wanted, setSpeed] = useState(/** @type {Speed} */ (1));
  const [skips, setSkips] = useState(/** @type {boolean | null} */ (null));
  const [lost, setLost] = useState(/** @type {ReadonlySet<number>} */ (new Set()));
  const [refused, setRefused] = useState(false);
  const exact = useRef(start);
  const speed = /** @type {readonly Speed[]} */ (speeds).includes(wanted) ? wanted : 1;
  const skipping = skips ?? !voiced; // voices keep their silences unless they are asked not to

  const voices = useMemo(
    () =>
      new Voices(line.clips, (turn) => recordingUrl(session, turn), {
        onLost: (turn) => setLost((before) => new Set([...before, turn])),
        onRefused: () => {
          setRefused(true);
          setPlaying(false);
        },
      }),
    [session, line],
  );
  useEffect(() => () => voices.close(), [voices]);

  const pace = useRef({ speed, skipping });
  pace.current = { speed, skipping };

  useEffect(() => {
    if (!playing) return;
    const step = matchMedia("(prefers-reduced-motion: reduce)").matches && !voiced ? COARSE : FINE;
    let before = performance.now();
    let shown = before;
    let stop = () => {};
    /** @param {number} now */
    const tick = (now) => {
      const { speed, skipping } = pace.current;
      const heard = voices.play(exact.current, now, speed);
      const clock = heard.waiting ? exact.current : exact.current + (now - before) * speed;
      let next = Math.min(line.length, heard.at ?? clock);
      before = now;
      if (skipping && !heard.waiting) next = Math.min(line.length, pastSilence(line, next));
      exact.current = next;
      setWaiting(heard.waiting);
      if (now - shown >= step || next >= line.length) {
        shown = now;
        show(next);
      }
      if (next >= line.length) setPlaying(false);
      else plan();
    };
    /** In a page that is not in sight nothing is drawn, but voices go on. */
    const plan = () => {
      stop();
      if (document.hidden) {
        const timer = setTimeout(() => tick(performance.now()), UNSEEN);
        stop = () => clearTimeout(timer);
      } else {
        const frame = requestAnimationFrame(tick);
        stop = () => cancelAnimationFrame(frame);
      }
    };
    plan();
    document.addEventListener("visibilitychange", plan);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", plan);
      voices.pause();
      setWaiting(false);
      show(exact.current);
    };
  }, [playing, line, voices]);

  const seek = useCallback(
    (/** @type {number} */ to) => {
      exact.current = Math.max(0, Math.min(line.length, to));
      show(exact.current);
    },
    [line],
  );
  const begin = () => {
    voices.touch();
    setRefused(false);
    setPlaying(true);
  };
  return {
    at,
    playing,
    waiting,
    speeds,
    speed,
    skipping,
    lost,
    refused,
    seek,
    setSpeed,
    setSkipping: setSkips,
    playFrom: (to) => {
      seek(to);
      begin();
    },
    toggle: () => {
      if (playing) {
        setPlaying(false);
        return;
      }
      if (exact.current >= line.length) seek(0);
      begin();
    },
    faster: (by) => {
      const next = /** @type {readonly Speed[]} */ (speeds)[speeds.findIndex((one) => one === speed) + by];
      if (next) setSpeed(next);
    },
  };
}
