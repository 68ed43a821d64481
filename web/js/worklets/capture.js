/** On the audio thread: the microphone at the device's rate becomes 16 kHz frames of 16-bit samples. */
import { Resampler } from "../voice/resample.js";
import { FRAME, RATE, loudness, toPcm } from "../voice/sound.js";

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE);
    this.frame = new Float32Array(FRAME);
    this.filled = 0;
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const channel = inputs[0]?.[0];
    if (!channel) return true; // nothing is connected yet
    for (const sample of this.resampler.push(channel)) {
      this.frame[this.filled] = sample;
      this.filled += 1;
      if (this.filled < FRAME) continue;
      this.filled = 0;
      const pcm = toPcm(this.frame);
      this.port.postMessage({ pcm, ...loudness(this.frame) }, [pcm.buffer]);
    }
    return true;
  }
}

registerProcessor("viva-capture", Capture);
