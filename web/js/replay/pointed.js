// Which word was clicked: the browser knows where in the text a point is.

/**
 * The offset into the element's text at the point of a click. Null for a click on a control, beside the words, or one
 * that ends a selection.
 * @param {MouseEvent} event
 * @param {HTMLElement} element
 * @returns {number | null}
 */
export function offsetAt(event, element) {
  if (event.target instanceof Element && event.target.closest("button, a")) return null;
  const selection = getSelection();
  if (selection && !selection.isCollapsed) return null;
  const place = caretAt(event.clientX, event.clientY);
  if (!place || !element.contains(place.node)) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(place.node, place.offset);
  return before.toString().length;
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {{node: Node, offset: number} | null}
 */
function caretAt(x, y) {
  if ("caretPositionFromPoint" in document) {
    const found = document.caretPositionFromPoint(x, y);
    return found && { node: found.offsetNode, offset: found.offset };
  }
  const older = /** @type {Document & {caretRangeFromPoint?: (x: number, y: number) => Range | null}} */ (document); // Safari
  const range = older.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
