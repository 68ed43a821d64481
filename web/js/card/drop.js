// Files dropped anywhere on the page.
import { useEffect, useRef, useState } from "../html.js";

/**
 * Whether a file is held over the page; `take` gets the one that is dropped.
 * @param {(file: File) => void} take
 */
export function useFileDrop(take) {
  const [over, setOver] = useState(false);
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    let depth = 0; // the browser reports every element that is entered and left
    /** @param {(event: DragEvent) => void} handle */
    const forFiles = (handle) => (/** @type {DragEvent} */ event) => {
      if (event.dataTransfer?.types.includes("Files")) handle(event);
    };
    const enter = forFiles(() => {
      depth += 1;
      setOver(true);
    });
    const leave = forFiles(() => {
      depth -= 1;
      if (depth <= 0) setOver(false);
    });
    const hover = forFiles((event) => event.preventDefault());
    const drop = forFiles((event) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) newest.current(file);
    });
    document.addEventListener("dragenter", enter);
    document.addEventListener("dragleave", leave);
    document.addEventListener("dragover", hover);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragenter", enter);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("dragover", hover);
      document.removeEventListener("drop", drop);
    };
  }, []);
  return over;
}
