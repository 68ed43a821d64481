/** The microphone: asking for it, its frames, and what can happen to it. */
import { audioContext, claim, running } from "./context.js";

/** @typedef {{pcm: Int16Array, rms: number, peak: number}} Frame 32 ms at 16 kHz */
/** @typedef {"refused" | "none" | "busy" | "insecure" | "asleep" | "failed"} Trouble */
/** @typedef {{id: string, name: string}} Device */

export class MicrophoneError extends Error {
  /** @param {Trouble} trouble @param {string} [detail] */
  constructor(trouble, detail = "") {
    super(TROUBLES[trouble].message);
    this.trouble = trouble;
    this.hint = TROUBLES[trouble].hint;
    this.detail = detail;
  }
}

/** @type {Record<Trouble, {message: string, hint: string}>} */
const TROUBLES = {
  refused: { message: "The browser blocked the microphone.", hint: "Allow it in the address bar, or type instead." },
  none: { message: "There is no microphone.", hint: "Plug one in and try again, or type instead." },
  busy: { message: "The microphone can’t be opened.", hint: "Another program may be using it. Close that and try again, or type instead." },
  insecure: { message: "Browsers give the microphone to secure pages only.", hint: "Open Viva at 127.0.0.1 on this computer or over HTTPS, or type instead." },
  asleep: { message: "The browser waits for a click before it lets a page listen.", hint: "Press Speak." },
  failed: { message: "The microphone could not be started.", hint: "Reload the page and try again, or type instead. Nothing is lost." },
};

/** @param {unknown} error @returns {MicrophoneError} */
function asMicrophoneError(error) {
  if (error instanceof MicrophoneError) return error;
  const name = error instanceof DOMException ? error.name : "";
  const detail = error instanceof Error ? error.message : String(error);
  if (name === "NotAllowedError" || name === "SecurityError") return new MicrophoneError("refused", detail);
  if (name === "NotFoundError" || name === "OverconstrainedError") return new MicrophoneError("none", detail);
  if (name === "NotReadableError" || name === "AbortError") return new MicrophoneError("busy", detail);
  return new MicrophoneError("failed", detail);
}

/** Whether this page can have a microphone at all. */
export const possible = () => window.isSecureContext && navigator.mediaDevices !== undefined;

/** Whether the microphone would open without a question. @returns {Promise<boolean>} */
export async function allowed() {
  if (!possible()) return false;
  try {
    const status = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("microphone") });
    return status.state === "granted";
  } catch {
    return false; // this browser does not tell
  }
}

/** The microphones, by name once the page may use one. @returns {Promise<Device[]>} */
export async function devices() {
  if (!possible()) return [];
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((one) => one.kind === "audioinput" && one.deviceId !== "")
    .map((one, index) => ({ id: one.deviceId, name: one.label || `Microphone ${index + 1}` }));
}

/**
 * Tells when microphones come or go.
 * @param {() => void} changed
 * @returns {() => void} stops telling
 */
export function watchDevices(changed) {
  if (!possible()) return () => {};
  navigator.mediaDevices.addEventListener("devicechange", changed);
  return () => navigator.mediaDevices.removeEventListener("devicechange", changed);
}

/**
 * @typedef {object} Microphone
 * @property {string} name
 * @property {string} id
 * @property {() => boolean} muted whether the system or another program holds its sound back
 * @property {() => void} close
 */

/**
 * Opens a microphone. A preferred one that is not there gives way to the system's own.
 * @param {object} wanted
 * @param {string} wanted.device its id; "" for the system's own
 * @param {(frame: Frame) => void} wanted.onFrame
 * @param {(muted: boolean) => void} [wanted.onMuted] the system or another program took its sound away, or gave it back
 * @param {() => void} [wanted.onEnded] it was unplugged, or forbidden
 * @returns {Promise<Microphone>} rejects with a `MicrophoneError`
 */
export async function openMicrophone({ device, onFrame, onMuted, onEnded }) {
  if (!possible()) throw new MicrophoneError("insecure");
  /** @type {MediaStream | null} */
  let stream = null;
  try {
    stream = await ask(device);
    const track = stream.getAudioTracks()[0];
    if (!track) throw new MicrophoneError("none");
    const context = await audioContext();
    if (!(await running(context))) throw new MicrophoneError("asleep");
    return attach(context, stream, track, { onFrame, onMuted, onEnded });
  } catch (error) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    throw asMicrophoneError(error);
  }
}

/** @param {string} device @returns {Promise<MediaStream>} */
async function ask(device) {
  const quality = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
  if (device !== "") {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: { ...quality, deviceId: { exact: device } } });
    } catch (error) {
      const gone = error instanceof DOMException && (error.name === "OverconstrainedError" || error.name === "NotFoundError");
      if (!gone) throw error;
    }
  }
  return navigator.mediaDevices.getUserMedia({ audio: quality });
}

/**
 * @param {AudioContext} context
 * @param {MediaStream} stream
 * @param {MediaStreamTrack} track
 * @param {{onFrame: (frame: Frame) => void, onMuted?: (muted: boolean) => void, onEnded?: () => void}} handlers
 * @returns {Microphone}
 */
function attach(context, stream, track, { onFrame, onMuted, onEnded }) {
  const release = claim();
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
  const capture = new AudioWorkletNode(context, "viva-capture", {
    numberOfInputs: 1,
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: "explicit",
  });
  capture.port.onmessage = (/** @type {MessageEvent<Frame>} */ { data }) => onFrame(data);
  source.connect(capture);
  let silent = track.muted;
  // A call may take the track's sound away, or stop the whole context.
  const changed = () => {
    const now = track.muted || context.state !== "running";
    if (now === silent) return;
    silent = now;
    onMuted?.(now);
  };
  const woken = () => document.visibilityState === "visible" && silent && void context.resume();
  const ended = () => onEnded?.();
  track.addEventListener("mute", changed);
  track.addEventListener("unmute", changed);
  context.addEventListener("statechange", changed);
  document.addEventListener("visibilitychange", woken);
  track.addEventListener("ended", ended);
  return {
    name: track.label || "Microphone",
    id: track.getSettings().deviceId ?? "",
    muted: () => silent,
    close() {
      track.removeEventListener("mute", changed);
      track.removeEventListener("unmute", changed);
      context.removeEventListener("statechange", changed);
      document.removeEventListener("visibilitychange", woken);
      track.removeEventListener("ended", ended);
      capture.port.onmessage = null;
      source.disconnect();
      track.stop();
      release();
    },
  };
}
