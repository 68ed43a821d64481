// Listening to one turn at a time, beside its words.
import { useEffect, useRef, useState } from "../html.js";
import { recordingUrl } from "../wire.js";

/**
 * @typedef {object} Listener
 * @property {number | null} turn the turn that is heard now
 * @property {number | null} failed a turn whose recording could not be played
 * @property {(turn: number, from?: number) => void} toggle begins at `from` ms of the recording, or stops
 */

/**
 * @param {string} session id
 * @returns {Listener}
 */
export function useListener(session) {
  const [turn, setTurn] = useState(/** @type {number | null} */ (null));
  const [failed, setFailed] = useState(/** @type {number | null} */ (null));
  const sound = useRef(/** @type {HTMLAudioElement | null} */ (null));
  useEffect(() => () => sound.current?.pause(), []);

  /** @param {number} asked @param {number} from */
  const begin = async (asked, from) => {
    sound.current?.pause();
    const element = new Audio(recordingUrl(session, asked));
    sound.current = element;
    element.addEventListener("ended", () => sound.current === element && setTurn(null));
    setFailed(null);
    setTurn(asked);
    element.currentTime = from / 1000;
    try {
      await element.play();
    } catch {
      // Its own refusal, not one that we caused by stopping it or starting another.
      if (sound.current !== element) return;
      setTurn(null);
      setFailed(asked);
    }
  };
  return {
    turn,
    failed,
    toggle: (asked, from = 0) => {
      if (turn === asked && from === 0) {
        sound.current?.pause();
        sound.current = null;
        setTurn(null);
      } else void begin(asked, from);
    },
  };
}
