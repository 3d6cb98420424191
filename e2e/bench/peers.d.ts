interface WorkletPort {
  onmessage: ((message: { data: unknown }) => void) | null
  postMessage(data: unknown): void
}

declare module '@met4citizen/headaudio/modules/headaudio.mjs' {
  export class HeadAudio {
    constructor(context: unknown, options?: { parameterData?: Record<string, number> })
    readonly port: WorkletPort
    onvalue: ((viseme: string, value: number) => void) | null
    loadModel(url: string): Promise<void>
    /** @param dtMs since the last call */
    update(dtMs: number): void
  }
}

declare module '@met4citizen/headaudio/modules/processor.mjs' {
  export class Processor {
    constructor(options: { sampleRate: number; parameterData?: Record<string, number> }, worklet: { port: WorkletPort })
    process(samples: Float32Array): void
    _onmessage(message: { data: unknown }): void
  }
}
