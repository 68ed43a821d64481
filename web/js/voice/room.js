/** What the voice needs of the room that it is in. */
import { RATE } from "./sound.js";
import { Uplink } from "./uplink.js";

/** @typedef {import("../../types/wire.js").EndpointingMode} EndpointingMode */
/** @typedef {import("../live.js").Link} Link */

/**
 * @typedef {object} Room
 * @property {() => Link | null} link
 * @property {(kind: "plain" | "warn", message: string, hint: string) => void} remark
 * @property {() => boolean} yourTurn whether the candidate is to talk
 * @property {() => boolean} aloud whether the interviewer's lines are to be heard
 * @property {() => string} device the preferred microphone's id
 * @property {EndpointingMode} mode how spoken turns end
 */

/**
 * The way of the microphone's samples over the room's link.
 * @param {Room} room
 */
export const uplinkOf = (room) =>
  new Uplink({
    send: (frame) => room.link()?.send(frame) ?? false,
    sendBytes: (bytes) => room.link()?.sendBytes(bytes) ?? false,
    backlog: () => room.link()?.backlog() ?? 0,
    later: (run, ms) => setTimeout(run, ms),
    name: () => crypto.randomUUID(),
    onGap: (samples) => {
      const seconds = Math.max(1, Math.round(samples / RATE));
      room.remark("warn", `${seconds} s of what you said could not be kept.`, "The connection was gone for more than a minute. Say it again if it matters.");
    },
  });
