/** What both ends of the voice agree on: the rate, the frame, and how samples are written. */

/** Hz of what is sent. */
export const RATE = 16_000;
/** Samples of a frame: 32 ms. */
export const FRAME = 512;
export const FRAME_MS = (FRAME * 1000) / RATE;

/**
 * Samples of -1 to 1 as 16-bit numbers; louder ones are clipped.
 * @param {Float32Array} samples
 */
export function toPcm(samples) {
  const pcm = new Int16Array(samples.length);
  samples.forEach((sample, index) => {
    pcm[index] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
  });
  return pcm;
}

/**
 * 16-bit little-endian bytes as samples of -1 to 1. An odd last byte is left out.
 * @param {ArrayBuffer} bytes
 */
export function fromPcm(bytes) {
  const view = new DataView(bytes);
  return Float32Array.from({ length: Math.floor(bytes.byteLength / 2) }, (_, index) => view.getInt16(index * 2, true) / 32_768);
}

/**
 * How loud a stretch is.
 * @param {Float32Array} samples
 * @returns {{rms: number, peak: number}} both 0 to 1
 */
export function loudness(samples) {
  let sum = 0;
  let peak = 0;
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return { rms: Math.sqrt(sum / Math.max(1, samples.length)), peak };
}
