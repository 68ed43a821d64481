// The recordings of a session, played on its clock. The browser's media elements stretch time and keep the pitch;
// a few of them are used again and again, since some browsers let an element play only after a click has touched it.

/** @typedef {import("./timeline.js").Clip} Clip */

/** One is heard, one may still be heard where two people talk at once, one fetches what comes next. */
const ELEMENTS = 3;
/** An element this far off its place, in seconds, is moved there. */
const DRIFT_S = 0.25;
/** What comes next is fetched this long before it is due, in ms of the session. */
const AHEAD_MS = 15_000;
/** A recording that has not begun after this long, in ms of wall time, is passed over in silence. */
const PATIENCE_MS = 6_000;

/** The playhead was held when it was not asked about for this long, in ms: waiting begins anew. */
const HELD_MS = 500;

/**
 * @typedef {object} Slot
 * @property {HTMLAudioElement} element
 * @property {Clip | null} clip
 * @property {boolean} due
 * @property {number} since ms of wall time: when it came to be due, or was last heard
 */

/**
 * What the voices say of the time: `at` is the moment that is heard (null: none is, so the caller's clock counts),
 * `waiting` that a recording is due and still on its way.
 * @typedef {{at: number | null, waiting: boolean}} Heard
 */

/** Plays the clips that are due. Nothing here keeps time but the elements themselves. */
export class Voices {
  /** @type {Slot[]} */
  #slots;
  /** @type {Set<number>} turns whose recording could not be played */
  #lost = new Set();
  #touched = false;
  #before = 0;

  /**
   * @param {readonly Clip[]} clips in order
   * @param {(turn: number) => string} address of a turn's recording
   * @param {{onLost: (turn: number) => void, onRefused: () => void}} told a recording could not be played; the browser
   *   wants another click first
   */
  constructor(clips, address, told) {
    this.clips = clips;
    this.address = address;
    this.told = told;
    this.#slots = clips.length === 0 ? [] : Array.from({ length: ELEMENTS }, () => this.#slot());
  }

  /** Call within a click or key press: the elements may play from then on. */
  touch() {
    if (this.#touched) return;
    this.#touched = true;
    for (const { element, clip } of this.#slots) if (!clip) element.load();
  }

  /**
   * Brings every element in line with the playhead.
   * @param {number} at ms, where the playhead is
   * @param {number} now ms of wall time
   * @param {number} speed
   * @returns {Heard}
   */
  play(at, now, speed) {
    const due = this.clips.filter((clip) => at >= clip.start && at < clip.end && !this.#lost.has(clip.turn));
    const next = this.clips.find((clip) => clip.start > at && clip.start < at + AHEAD_MS && !this.#lost.has(clip.turn));
    for (const slot of this.#slots) if (slot.clip && slot.clip !== next && !due.includes(slot.clip)) this.#free(slot);
    for (const slot of this.#slots) if (now - this.#before > HELD_MS) slot.since = now;
    this.#before = now;
    /** @type {Slot | null} */
    let leading = null;
    let waiting = false;
    for (const clip of due) {
      const slot = this.#slotFor(clip);
      if (!slot) continue;
      const { element } = slot;
      if (!slot.due) {
        slot.due = true;
        slot.since = now;
      }
      if (element.readyState < HTMLMediaElement.HAVE_METADATA) {
        waiting = this.#wait(slot, clip, now) || waiting;
        continue;
      }
      const place = (at - clip.start) / 1000;
      if (place >= element.duration || element.ended) {
        clip.end = Math.min(clip.end, Math.max(at, clip.start + element.duration * 1000));
        continue;
      }
      element.playbackRate = speed;
      if (!element.seeking && Math.abs(element.currentTime - place) > DRIFT_S * Math.max(1, speed)) element.currentTime = place;
      if (element.paused) this.#start(element);
      if (element.seeking || element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) {
        waiting = this.#wait(slot, clip, now) || waiting;
        continue;
      }
      slot.since = now;
      leading ??= slot;
    }
    if (next) this.#slotFor(next);
    if (waiting && leading === null) return { at: null, waiting: true };
    if (!leading?.clip) return { at: null, waiting: false };
    return { at: leading.clip.start + leading.element.currentTime * 1000, waiting: false };
  }

  /** Silence at once. */
  pause() {
    for (const { element } of this.#slots) element.pause();
  }

  /** Forgets every recording; nothing is played any more. */
  close() {
    for (const slot of this.#slots) this.#free(slot);
  }

  /** @returns {Slot} */
  #slot() {
    const element = new Audio();
    element.preload = "auto";
    element.preservesPitch = true;
    /** @type {Slot} */
    const slot = { element, clip: null, due: false, since: 0 };
    element.addEventListener("error", () => {
      if (slot.clip) this.#lose(slot, slot.clip);
    });
    return slot;
  }

  /**
   * The element that has a clip, or one that is free and fetches it from now on.
   * @param {Clip} clip
   * @returns {Slot | null}
   */
  #slotFor(clip) {
    const has = this.#slots.find((slot) => slot.clip === clip);
    if (has) return has;
    const free = this.#slots.find((slot) => slot.clip === null);
    if (!free) return null;
    free.clip = clip;
    free.due = false;
    free.element.src = this.address(clip.turn);
    free.element.load();
    return free;
  }

  /** @param {Slot} slot */
  #free(slot) {
    slot.clip = null;
    slot.element.pause();
    slot.element.removeAttribute("src");
    slot.element.load();
  }

  /**
   * Whether to wait for a recording any longer.
   * @param {Slot} slot
   * @param {Clip} clip
   * @param {number} now
   */
  #wait(slot, clip, now) {
    if (now - slot.since < PATIENCE_MS) return true;
    this.#lose(slot, clip);
    return false;
  }

  /**
   * @param {Slot} slot
   * @param {Clip} clip
   */
  #lose(slot, clip) {
    this.#lost.add(clip.turn);
    this.#free(slot);
    this.told.onLost(clip.turn);
  }

  /** @param {HTMLAudioElement} element */
  #start(element) {
    element.play().catch((/** @type {unknown} */ refused) => {
      // An interruption by our own pause or seek is no refusal; what cannot be decoded is told by the "error" event.
      if (refused instanceof DOMException && refused.name === "NotAllowedError") this.told.onRefused();
    });
  }
}
