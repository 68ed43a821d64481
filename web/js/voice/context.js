/** The page's one audio context: the browser's clock of sound, with the two parts that run on the audio thread. */

/** @type {{context: AudioContext, modules: Promise<void>} | null} */
let held = null;

const WORKLETS = ["capture", "player"].map((name) => new URL(`../worklets/${name}.js`, import.meta.url));
/** A context that may not start by itself says so by not starting. */
const START_MS = 1500;

/**
 * The context, ready for its nodes.
 * @returns {Promise<AudioContext>}
 */
export async function audioContext() {
  if (!held || held.context.state === "closed") {
    const context = new AudioContext({ latencyHint: "interactive" });
    const modules = Promise.all(WORKLETS.map((at) => context.audioWorklet.addModule(at))).then(() => undefined);
    held = { context, modules };
    modules.catch(() => {
      held = null; // the next try asks again
    });
  }
  await held.modules;
  return held.context;
}

/**
 * Starts the context. Browsers refuse until the page was clicked or may use the microphone.
 * @param {AudioContext} context
 * @returns {Promise<boolean>} whether it runs
 */
export async function running(context) {
  if (context.state === "running") return true;
  const started = context.resume().catch(() => {});
  await Promise.race([started, new Promise((resolve) => setTimeout(resolve, START_MS))]);
  return /** @type {AudioContextState} */ (context.state) === "running";
}

/** How many microphones and loudspeakers are in use. */
let users = 0;
/** The device is kept for so long after the last use: opening it takes time. */
const KEPT_MS = 2000;

/**
 * The context is needed until the returned function is called.
 * @returns {() => void}
 */
export function claim() {
  users += 1;
  let mine = true;
  return () => {
    if (!mine) return;
    mine = false;
    users -= 1;
    setTimeout(() => {
      if (users === 0 && held?.context.state === "running") void held.context.suspend();
    }, KEPT_MS);
  };
}
