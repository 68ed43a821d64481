/** Pages by address: plain links work, the back button restores the scroll, and the heading takes the focus. */
import { useEffect, useLayoutEffect, useState } from "./html.js";

/**
 * @typedef {object} Place
 * @property {string} path
 * @property {URLSearchParams} query
 * @property {string} hash without the #
 * @property {number} visit counts up with every navigation
 */

const FILLING_MS = 3000;
const SETTLED_MS = 150;
/** Paths that are files or data, which the browser itself must fetch. */
const NOT_PAGES = /^\/(api|static)(\/|$)/;

let visit = 0;
/** @type {Set<() => void>} */
const listeners = new Set();
/** Where to scroll once the new page stands; null to the top. */
/** @type {number | null} */
let wanted = null;

/** @returns {Place} */
function here() {
  return {
    path: location.pathname.replace(/(.)\/+$/, "$1"),
    query: new URLSearchParams(location.search),
    hash: decodeURIComponent(location.hash.slice(1)),
    visit,
  };
}

function arrived() {
  visit += 1;
  for (const listener of listeners) listener();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let keeping;

/** Notes the scroll of the page at hand in its history entry. */
function keepScroll() {
  clearTimeout(keeping);
  history.replaceState({ ...history.state, scroll: window.scrollY }, "");
}

/**
 * Scrolls to where the page was left. A page that is still filling is followed until it is tall enough,
 * for a while, and only as long as nobody scrolls it by hand.
 * @param {number} top
 */
function restoreScroll(top) {
  window.scrollTo({ top, behavior: "instant" });
  if (Math.abs(window.scrollY - top) < 2) return;
  const hands = ["wheel", "touchstart", "keydown", "pointerdown"];
  const stop = () => {
    grown.disconnect();
    clearTimeout(timer);
    for (const hand of hands) window.removeEventListener(hand, stop);
    listeners.delete(stop);
  };
  const grown = new ResizeObserver(() => {
    window.scrollTo({ top, behavior: "instant" });
    if (Math.abs(window.scrollY - top) < 2) stop();
  });
  const timer = setTimeout(stop, FILLING_MS);
  for (const hand of hands) window.addEventListener(hand, stop, { passive: true });
  listeners.add(stop);
  grown.observe(document.body);
}

/**
 * Goes to a page. `replace` leaves no history entry of the present one.
 * @param {string} to
 * @param {{replace?: boolean}} [options]
 */
export function navigate(to, { replace = false } = {}) {
  if (replace) history.replaceState({}, "", to);
  else {
    keepScroll();
    history.pushState({}, "", to);
  }
  wanted = null;
  arrived();
}

/**
 * Changes the address without visiting a page: filters, tabs.
 * @param {string} to
 */
export function rewrite(to) {
  history.replaceState(history.state, "", to);
}

/** @param {MouseEvent} event */
function intercept(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!(link instanceof HTMLAnchorElement) || !link.href || link.target || link.hasAttribute("download")) return;
  const to = new URL(link.href);
  if (to.origin !== location.origin || NOT_PAGES.test(to.pathname)) return;
  if (to.pathname === location.pathname && to.search === location.search && to.hash) return; // within the page
  event.preventDefault();
  navigate(to.pathname + to.search + to.hash);
}

/** Takes over links and the back button. Call once. */
export function startRouter() {
  history.scrollRestoration = "manual";
  document.addEventListener("click", intercept);
  window.addEventListener("popstate", () => {
    clearTimeout(keeping);
    const state = /** @type {{scroll?: number} | null} */ (history.state);
    wanted = state?.scroll ?? null;
    arrived();
  });
  window.addEventListener("pagehide", keepScroll);
  window.addEventListener("scroll", () => {
    clearTimeout(keeping);
    keeping = setTimeout(keepScroll, SETTLED_MS);
  }, { passive: true });
  const state = /** @type {{scroll?: number} | null} */ (history.state);
  wanted = state?.scroll ?? null;
}

/** The present place, as state. */
export function usePlace() {
  const [place, show] = useState(here);
  useEffect(() => {
    const refresh = () => show(here());
    listeners.add(refresh);
    return () => {
      listeners.delete(refresh);
    };
  }, []);
  return place;
}

/**
 * Call in every page when its heading stands: sets the title, scrolls, and moves the focus to the heading.
 * @param {string} title of the page, without the name of the application
 * @param {boolean} [ready] false while the page still loads what it is about
 */
export function useArrival(title, ready = true) {
  useEffect(() => {
    if (title) document.title = `${title} · Viva`;
  }, [title]);
  useLayoutEffect(() => {
    if (!ready) return;
    const first = visit === 0;
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (wanted !== null) restoreScroll(wanted);
    else if (target) target.scrollIntoView({ behavior: "instant" });
    else if (!first) window.scrollTo({ top: 0, behavior: "instant" });
    if (first) return; // the browser's own start of the page
    const heading = document.querySelector("main h1, h1");
    if (heading instanceof HTMLElement && !document.activeElement?.closest("[data-keeps-focus]")) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }, [ready, visit]);
}

/**
 * Matches "/sessions/:id/replay" against a path.
 * @param {string} pattern
 * @param {string} path
 * @returns {Record<string, string> | null} the named parts, or null
 */
export function match(pattern, path) {
  const wantedParts = pattern.split("/");
  const parts = path.split("/");
  if (wantedParts.length !== parts.length) return null;
  /** @type {Record<string, string>} */
  const found = {};
  for (const [index, part] of wantedParts.entries()) {
    const actual = parts[index] ?? "";
    if (part.startsWith(":")) {
      if (actual === "") return null;
      try {
        found[part.slice(1)] = decodeURIComponent(actual);
      } catch {
        return null; // a broken percent escape names nothing
      }
    } else if (part !== actual) return null;
  }
  return found;
}
