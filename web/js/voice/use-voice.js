/** The voice of a room as state: the engine, what this computer offers for it, and what was chosen. */
import { asApiError } from "../api.js";
import { useEffect, useMemo, useState } from "../html.js";
import { preference, setPreference, stored } from "../settings.js";
import { voice as fetchOffer } from "../wire.js";
import { VoiceEngine } from "./engine.js";
import { allowed } from "./microphone.js";

/** @typedef {import("../../types/wire.js").VoiceOffer} VoiceOffer */
/** @typedef {ReturnType<typeof import("../room/use-room.js").useRoom>} Room */
/** @typedef {{engine: VoiceEngine, state: import("./state.js").VoiceState, offer: VoiceOffer | null, unasked: boolean}} Voice
 *   `offer` is null until it is known; `unasked`: to speak was chosen, and the microphone has to be asked for first */

/**
 * @param {Room} room
 * @returns {Voice}
 */
export function useVoice(room) {
  const [offer, setOffer] = useState(/** @type {VoiceOffer | null} */ (null));
  const engine = useMemo(
    () =>
      new VoiceEngine({
        link: () => room.link.current,
        remark: room.say,
        yourTurn: () => {
          const { view, speaking, link } = room.latest.current;
          return link === "open" && !speaking && view.turns[view.turns.length - 1]?.speaker === "interviewer";
        },
        aloud: () => preference("aloud"),
        device: () => preference("microphone"),
        mode: preference("ending"),
      }),
    [],
  );
  const [state, setState] = useState(engine.state);
  const [unasked, setUnasked] = useState(false);
  const live = room.state.view.state === "live";

  useEffect(() => {
    engine.onChange = () => setState(engine.state);
    room.listener.current = engine;
    return () => {
      room.listener.current = null;
      engine.onChange = () => {};
      engine.end();
    };
  }, []);
  useEffect(() => {
    if (!live) engine.over();
  }, [live]);
  useEffect(() => {
    if (!live) return;
    let here = true;
    fetchOffer().then(
      async (found) => {
        if (!here) return;
        setOffer(found);
        if (stored("pref.ending") === null) engine.setMode(found.endpointing.mode);
        // Whoever chose to speak does so at once, where nothing has to be asked first.
        if (!preference("speak") || !found.listening.available) return;
        const may = preference("checked") && (await allowed());
        if (!here) return;
        if (may) await engine.on();
        else setUnasked(true);
      },
      (error) => {
        const { message, hint } = asApiError(error);
        const none = { available: false, name: "", model: null, why: message, hint };
        if (here) setOffer({ listening: none, speaking: none, recording: false, endpointing: { mode: "hands-free" } });
      },
    );
    return () => {
      here = false;
    };
  }, []);
  return useMemo(() => ({ engine, state, offer, unasked }), [state, offer, unasked]);
}

/**
 * Begins to speak, and remembers it.
 * @param {VoiceEngine} engine
 */
export async function speak(engine) {
  if (await engine.on()) setPreference("speak", true);
}

/**
 * Goes back to typing, and remembers it.
 * @param {VoiceEngine} engine
 */
export function type(engine) {
  setPreference("speak", false);
  engine.off();
}
