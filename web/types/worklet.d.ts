/** What the audio thread has beside the page's own globals. */

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
  constructor(options?: { processorOptions?: unknown });
}
declare function registerProcessor(name: string, processor: new (options: never) => AudioWorkletProcessor): void;
/** The context's, in Hz. */
declare const sampleRate: number;
