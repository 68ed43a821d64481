/** The dock: what you answer with. It has the same height in every state, so that nothing above it moves. */
import { html, useLayoutEffect, useRef } from "../html.js";

/** @typedef {import("../html.js").Child} Child */

/**
 * @param {{label: string, keys?: boolean, children?: Child, acts?: Child}} props `children` is the upper part, `acts` the row
 *   of buttons; `keys` where single keys act: the dock takes the focus, and a click does not give it to a button, which
 *   would take Space and Enter for itself
 */
export function DockPane({ label, keys = false, children, acts }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (keys && !document.querySelector("dialog[open]")) box.current?.focus({ preventScroll: true });
  }, [keys]);
  return html`
    <footer
      class="dock"
      id="dock"
      aria-label=${label}
      tabindex=${keys ? -1 : undefined}
      ref=${box}
      onMouseDown=${(/** @type {MouseEvent} */ event) => keys && event.preventDefault()}
    >
      <div class="pane">
        <div class="dock-main">${children}</div>
        <div class="acts">${acts}</div>
      </div>
    </footer>
  `;
}
