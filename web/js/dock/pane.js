/** The dock: what you answer with. It has the same height in every state, so that nothing above it moves. */
import { html } from "../html.js";

/** @typedef {import("../html.js").Child} Child */

/**
 * @param {{label: string, children?: Child, acts?: Child}} props `children` is the upper part, `acts` the row of buttons
 */
export const DockPane = ({ label, children, acts }) => html`
  <footer class="dock" id="dock" aria-label=${label}>
    <div class="pane">
      <div class="dock-main">${children}</div>
      <div class="acts">${acts}</div>
    </div>
  </footer>
`;
