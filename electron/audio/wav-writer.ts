import { open, type FileHandle } from 'node:fs/promises'
import { wavHeader } from './wav.ts'

/**
 * Writes a mono 16-bit WAV as the sound arrives. The header is brought up to date with every write,
 * after the sound, so that a file whose writer was killed holds everything written before.
 */
export class WavWriter {
  #dataBytes = 0

  private constructor(
    private readonly file: FileHandle,
    private readonly sampleRateHz: number,
  ) {}

  static async open(path: string, sampleRateHz: number): Promise<WavWriter> {
    const writer = new WavWriter(await open(path, 'w'), sampleRateHz)
    await writer.#writeHeader()
    return writer
  }

  get durationMs(): number {
    return (this.#dataBytes / 2 / this.sampleRateHz) * 1000
  }

  /** Calls must not overlap: await one before the next. */
  async write(pcm: Int16Array): Promise<void> {
    if (pcm.length === 0) return
    const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength)
    await this.file.write(bytes, 0, bytes.length, 44 + this.#dataBytes)
    this.#dataBytes += bytes.length
    await this.#writeHeader()
  }

  async close(): Promise<void> {
    await this.file.close()
  }

  async #writeHeader(): Promise<void> {
    await this.file.write(wavHeader(this.#dataBytes, this.sampleRateHz), 0, 44, 0)
  }
}
