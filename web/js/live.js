/** The live socket: says hello with what was seen, comes back by itself, and hands over typed frames. */

/** @typedef {import("../types/wire.js").ClientFrame} ClientFrame */
/** @typedef {import("../types/wire.js").ServerFrame} ServerFrame */
/** @typedef {"connecting" | "open" | "lost" | "refused"} LinkState */

/**
 * @typedef {object} Link
 * @property {(frame: ClientFrame) => boolean} send false when there is no connection to send it over
 * @property {(bytes: ArrayBuffer) => boolean} sendBytes the same, for sound
 * @property {() => number} backlog bytes that were given to the socket and are not sent yet
 * @property {() => void} retry tries now instead of waiting
 * @property {() => void} close
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
/** Close codes after which trying again changes nothing: wrong origin, unknown session, policy. */
const FINAL = new Set([1008, 4401, 4403, 4404]);

/**
 * @param {string} id the session's
 * @param {object} handlers
 * @param {() => number} handlers.lastSeq the last event that was applied
 * @param {(frame: ServerFrame) => void} handlers.onFrame
 * @param {(bytes: ArrayBuffer) => void} handlers.onBytes sound; the frame before it says of what
 * @param {(state: LinkState) => void} handlers.onState
 * @returns {Link}
 */
export function connect(id, { lastSeq, onFrame, onBytes, onState }) {
  const address = new URL(`/api/sessions/${encodeURIComponent(id)}/live`, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let wait = FIRST_WAIT_MS;
  let closed = false;

  const open = () => {
    clearTimeout(timer);
    if (closed) return;
    const mine = new WebSocket(address);
    mine.binaryType = "arraybuffer";
    socket = mine;
    mine.addEventListener("open", () => {
      wait = FIRST_WAIT_MS;
      mine.send(JSON.stringify({ type: "hello", last_seq: lastSeq() }));
      onState("open");
    });
    mine.addEventListener("message", (message) => {
      if (socket !== mine) return;
      if (message.data instanceof ArrayBuffer) {
        onBytes(message.data);
        return;
      }
      const frame = read(String(message.data));
      if (frame) onFrame(frame);
    });
    mine.addEventListener("close", (event) => {
      if (closed || socket !== mine) return;
      socket = null;
      if (FINAL.has(event.code)) {
        closed = true;
        onState("refused");
        return;
      }
      onState("lost");
      timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  };
  const now = () => {
    if (closed || socket !== null) return;
    wait = FIRST_WAIT_MS;
    open();
  };
  const seen = () => document.visibilityState === "visible" && now();
  window.addEventListener("online", now);
  document.addEventListener("visibilitychange", seen);
  onState("connecting");
  open();

  return {
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    sendBytes(bytes) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(bytes);
      return true;
    },
    backlog: () => socket?.bufferedAmount ?? 0,
    retry: now,
    close() {
      closed = true;
      clearTimeout(timer);
      window.removeEventListener("online", now);
      document.removeEventListener("visibilitychange", seen);
      socket?.close(1000);
    },
  };
}

/**
 * @param {string} text
 * @returns {ServerFrame | null} null for what is not a frame
 */
function read(text) {
  try {
    const value = /** @type {unknown} */ (JSON.parse(text));
    const known = typeof value === "object" && value !== null && "type" in value;
    return known ? /** @type {ServerFrame} */ (value) : null;
  } catch {
    return null;
  }
}
