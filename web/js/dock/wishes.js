/** What one may ask for in either dock: a hint, the question again, to skip it, to move on. */
import { html } from "../html.js";

/** @typedef {import("../../types/wire.js").Control} Control */
/** @typedef {{control: Control, word: string, key: string, does: string}} WishKey */

/** @type {readonly WishKey[]} */
const WISHES = [
  { control: "hint", word: "Hint", key: "h", does: "Ask for a hint" },
  { control: "repeat", word: "Repeat", key: "r", does: "Hear the question again" },
  { control: "skip", word: "Skip", key: "s", does: "Skip this question" },
  { control: "done", word: "Move on", key: "m", does: "Done with this phase, move on" },
];

/**
 * The keys for them. With Alt they act in a text field too.
 * @param {boolean} ready
 * @param {(control: Control) => void} onWish
 */
export const wishKeys = (ready, onWish) =>
  WISHES.map((wish) => ({ keys: `${wish.key} Alt+${wish.key}`, does: wish.does, run: () => ready && onWish(wish.control) }));

/** @param {{ready: boolean, onWish: (control: Control) => void}} props `ready` is false while there is no connection */
export const Wishes = ({ ready, onWish }) =>
  WISHES.map(
    (wish) => html`<button
      key=${wish.control}
      type="button"
      class="btn bare"
      title=${`${wish.does} (Alt+${wish.key.toUpperCase()})`}
      aria-keyshortcuts=${`${wish.key.toUpperCase()} Alt+${wish.key.toUpperCase()}`}
      disabled=${!ready}
      onClick=${() => onWish(wish.control)}
    >
      ${wish.word}
    </button>`,
  );
