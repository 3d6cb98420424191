import { readFile } from 'node:fs/promises'
import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim'
import { modelFiles } from '../../models/catalog.ts'
import { decodeWav } from '../audio/wav.ts'
import { UnderstudyError } from '../contract/errors.ts'

export interface Phone {
  /** As Flite names it: ARPAbet in lower case, `pau` for silence. */
  name: string
  startMs: number
  endMs: number
}

export interface FliteSpeech {
  /** Mono, full scale ±1, as Flite made it. */
  samples: Float32Array
  sampleRateHz: number
  phones: Phone[]
}

export interface FliteOptions {
  /** Name of a built-in voice. */
  voice: string
  speed: number
}

const OUTPUT = 'speech.wav'
/** First line and end of a phrase in what `-psdur` prints. */
const SILENCE = 'pau'

/** The Flite command-line program as WebAssembly, each run on its own with files and output in memory. */
export class FliteProgram {
  private constructor(private readonly module: WebAssembly.Module) {}

  /** Compiles the program: about 30 ms. */
  static async load(path: string = modelFiles('flite')[0] as string): Promise<FliteProgram> {
    return new FliteProgram(await WebAssembly.compile(await readFile(path)))
  }

  /**
   * Speaks a sentence, ASCII text. Takes about a thirtieth of its duration, in one go on the calling thread.
   * @throws UnderstudyError `internal`
   */
  async speak(text: string, { voice, speed }: FliteOptions): Promise<FliteSpeech> {
    const output = new Map<string, File>()
    const printed: Uint8Array[] = []
    const discard = new ConsoleStdout(() => undefined)
    const wasi = new WASI(
      ['flite', '-psdur', '-voice', voice, '--setf', `duration_stretch=${(1 / speed).toFixed(3)}`, '-t', text, '-o', OUTPUT],
      [],
      [new OpenFile(new File([])), new ConsoleStdout((bytes) => printed.push(bytes.slice())), discard, new PreopenDirectory('.', output)],
      { debug: false },
    )
    const instance = await WebAssembly.instantiate(this.module, { wasi_snapshot_preview1: wasi.wasiImport })
    const exitCode = wasi.start(instance as { exports: { memory: WebAssembly.Memory; _start: () => unknown } })
    const wav = output.get(OUTPUT)
    if (exitCode !== 0 || !wav) throw new UnderstudyError('internal', 'The voice could not speak this sentence; report its text.')
    return { ...decodeWav(wav.data), phones: parsePhones(Buffer.concat(printed).toString('utf8')) }
  }
}

/** Reads `name:endSeconds` pairs; the times of each phrase start over. */
export function parsePhones(printed: string): Phone[] {
  const phones: Phone[] = []
  for (const phrase of printed.trim().split('\n')) {
    const phraseStartMs = phones.at(-1)?.endMs ?? 0
    let startMs = phraseStartMs
    for (const [, name, seconds] of phrase.matchAll(/([a-z@]+):([\d.]+)/g)) {
      const endMs = phraseStartMs + Number(seconds) * 1000
      phones.push({ name: name ?? SILENCE, startMs, endMs })
      startMs = endMs
    }
  }
  return phones
}
