/** The page's start: addresses, the frame around every page, and what to show when a page fails. */
import { Component, html, render, useEffect, useState } from "./js/html.js";
import { Sprite } from "./js/icons.js";
import { HelpSheet, startKeys } from "./js/keys.js";
import { match, startRouter, usePlace } from "./js/router.js";
import { Loading, Notice, Page } from "./js/shell.js";

/** @typedef {import("./js/html.js").Child} Child */
/** @typedef {import("./js/router.js").Place} Place */
/** @typedef {(props: {params: Record<string, string>, place: Place}) => Child} PageComponent */
/** @typedef {{pattern: string, load: () => Promise<{default: PageComponent}>}} Route */

/** @type {readonly Route[]} */
const ROUTES = [
  { pattern: "/", load: () => import("./js/pages/home.js") },
  { pattern: "/room/:id", load: () => import("./js/pages/room.js") },
  { pattern: "/sessions", load: () => import("./js/pages/sessions.js") },
  { pattern: "/sessions/:id", load: () => import("./js/pages/scorecard.js") },
  { pattern: "/sessions/:id/replay", load: () => import("./js/pages/replay.js") },
  { pattern: "/sessions/:id/compare", load: () => import("./js/pages/compare.js") },
  { pattern: "/sessions/:id/compare/:other", load: () => import("./js/pages/compare.js") },
  { pattern: "/grade", load: () => import("./js/pages/grade.js") },
  { pattern: "/library", load: () => import("./js/pages/library.js") },
  { pattern: "/library/:shelf", load: () => import("./js/pages/library.js") },
  { pattern: "/library/:shelf/:id", load: () => import("./js/pages/library.js") },
  { pattern: "/settings", load: () => import("./js/pages/settings.js") },
  { pattern: "/grader", load: () => import("./js/pages/grader.js") },
];

const Missing = () => html`
  <${Page} title="Not found" current=${null}>
    <h1>There is no page at this address</h1>
    <p class="quiet lead">A session that was deleted is gone for good. <a href="/sessions">See the sessions that are here</a>, or <a href="/">start a new one</a>.</p>
  <//>
`;

const Broken = () => html`
  <${Page} title="A fault" current=${null}>
    <h1>This page ran into a fault</h1>
    <p class="quiet lead">Your sessions are stored and are not affected.</p>
    <${Notice} kind="bad" title="Reload to go on." action=${html`<button type="button" class="btn" onClick=${() => location.reload()}>Reload</button>`}>If it happens again at the same place, open another page and come back.<//>
  <//>
`;

/** Shows `Broken` in place of a page that threw. @extends {Component<{visit: number}, {failed: number | null}>} */
class Guard extends Component {
  /** @type {{failed: number | null}} */
  state = { failed: null };

  /** @param {unknown} error */
  componentDidCatch(error) {
    console.error(error);
    this.setState({ failed: Number(this.props.visit) });
  }

  render() {
    return this.state.failed === this.props.visit ? html`<${Broken} />` : this.props.children;
  }
}

function App() {
  const place = usePlace();
  const found = ROUTES.map((route) => ({ route, params: match(route.pattern, place.path) })).find((one) => one.params !== null);
  const load = found?.route.load ?? null;
  const [page, setPage] = useState(/** @type {{load: Route["load"], view: PageComponent} | null} */ (null));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
    if (!load) return;
    let here = true;
    load().then(
      (module) => here && setPage({ load, view: module.default }),
      (error) => {
        console.error(error);
        if (here) setFailed(true);
      },
    );
    return () => {
      here = false;
    };
  }, [load]);

  /** @type {Child} */
  let content;
  if (!found?.params) content = html`<${Missing} />`;
  else if (failed) content = html`<${Broken} />`;
  else if (page?.load === load) content = html`<${page.view} key=${place.path.startsWith("/library") ? "library" : place.path} params=${found.params} place=${place} />`;
  else content = html`<div class="page"><${Loading} /></div>`;
  // The sheet stands before the pages: a dialog that is moved when a page comes in behind it stops being modal.
  return html`
    <${Sprite} />
    <${HelpSheet} />
    <${Guard} visit=${place.visit}>${content}<//>
  `;
}

startRouter();
startKeys();
const root = document.getElementById("app");
if (root) render(html`<${App} />`, root);
