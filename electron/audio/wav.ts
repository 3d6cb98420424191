import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { UnderstudyError } from '../contract/errors.ts'

export interface DecodedAudio {
  /** Mono, full scale ±1: the mean of all channels. */
  samples: Float32Array
  sampleRateHz: number
}

const LONGEST_S = 2 * 60 * 60
/** Node reads no larger file in one go. */
const LARGEST_BYTES = 2 ** 31 - 1
/** What streaming writers put where they don't know the size yet. */
const UNKNOWN_SIZES = new Set([0xff_ff_ff_ff, 0x7f_ff_ff_ff, 0x7f_ff_f0_00])
const HEADER_BYTES = 44

enum FormatTag {
  Pcm = 1,
  Float = 3,
  Extensible = 0xff_fe,
}

interface WavFormat {
  isFloat: boolean
  channels: number
  sampleRateHz: number
  bytesPerSample: number
}

const invalid = (message: string): UnderstudyError => new UnderstudyError('audio_invalid', message)

/**
 * Decodes a RIFF WAV: 8/16/24/32-bit integer or 32/64-bit float, any channel count and sample rate,
 * WAVE_FORMAT_EXTENSIBLE, unknown chunks anywhere, sizes left open by streaming writers.
 * @throws UnderstudyError `audio_invalid`, one sentence saying what is wrong with the file.
 */
export function decodeWav(bytes: Uint8Array): DecodedAudio {
  if (bytes.length === 0) throw invalid('The file is empty; give a WAV file with sound in it.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || !['RIFF', 'RF64'].includes(tag(view, 0)) || tag(view, 8) !== 'WAVE') {
    throw invalid('The file is not a WAV file; give one in the RIFF WAVE format.')
  }
  let format: WavFormat | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = tag(view, at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (id === 'fmt ') {
      format = readFormat(view, body, size)
    } else if (id === 'data') {
      if (!format) throw invalid('The WAV file has no format description before its sound; export it again.')
      return { samples: mixDown(view, body, dataBytes(bytes.length - body, size), format), sampleRateHz: format.sampleRateHz }
    }
    at = nextChunk(view, body, size)
  }
  throw invalid('The WAV file is cut short before its sound begins; export it again.')
}

/** @throws UnderstudyError `audio_not_found` or `audio_invalid`. */
export async function readWav(path: string): Promise<DecodedAudio> {
  const name = basename(path)
  let bytes: Uint8Array
  try {
    const { size } = await stat(path)
    if (size > LARGEST_BYTES) throw invalid(`${name} is over 2 GB; give a shorter recording.`)
    bytes = await readFile(path)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw thrown
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UnderstudyError('audio_not_found', `There is no file ${name}; check the path.`, { cause: thrown })
    }
    const reason = code === 'EISDIR' ? 'is a folder; give a WAV file' : 'could not be read; check its permissions'
    throw new UnderstudyError('audio_invalid', `${name} ${reason}.`, { cause: thrown })
  }
  return decodeWav(bytes)
}

/** A mono 16-bit PCM WAV. */
export function encodeWav(pcm: Int16Array, sampleRateHz: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + pcm.length * 2)
  bytes.set(wavHeader(pcm.length * 2, sampleRateHz))
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < pcm.length; i++) view.setInt16(HEADER_BYTES + i * 2, pcm[i] as number, true)
  return bytes
}

export async function writeWav(path: string, pcm: Int16Array, sampleRateHz: number): Promise<void> {
  await writeFile(path, encodeWav(pcm, sampleRateHz))
}

/** The 44 bytes before mono 16-bit PCM sound of `dataSize` bytes. */
export function wavHeader(dataSize: number, sampleRateHz: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES)
  const view = new DataView(header.buffer)
  const put = (at: number, text: string): void => header.set(new TextEncoder().encode(text), at)
  put(0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + dataSize, true)
  put(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, FormatTag.Pcm, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRateHz, true)
  view.setUint32(28, sampleRateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  put(36, 'data')
  view.setUint32(40, dataSize, true)
  return header
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

function isTag(view: DataView, at: number): boolean {
  return at + 8 <= view.byteLength && /^[\x20-\x7e]{4}$/.test(tag(view, at))
}

/** Chunks start at even offsets, but some writers leave the padding byte out. */
function nextChunk(view: DataView, body: number, size: number): number {
  const end = body + size
  const padded = end + (size & 1)
  return padded !== end && !isTag(view, padded) && isTag(view, end) ? end : padded
}

function readFormat(view: DataView, body: number, size: number): WavFormat {
  if (size < 16 || body + size > view.byteLength) throw invalid('The WAV file is cut short in its header; export it again.')
  const channels = view.getUint16(body + 2, true)
  const sampleRateHz = view.getUint32(body + 4, true)
  const blockBytes = view.getUint16(body + 12, true)
  let formatTag = view.getUint16(body, true)
  if (formatTag === FormatTag.Extensible && size >= 26) formatTag = view.getUint16(body + 24, true)
  const isFloat = formatTag === FormatTag.Float
  // The container counts, not the depth in use: 12 or 20 valid bits are left-justified in it.
  const bytesPerSample = channels > 0 ? blockBytes / channels : 0
  if (formatTag !== FormatTag.Pcm && !isFloat) throw invalid('The WAV file is compressed; export it as uncompressed PCM.')
  if (!(isFloat ? [4, 8] : [1, 2, 3, 4]).includes(bytesPerSample)) {
    throw invalid('The WAV file has an unusual sample size; export it with 16 bits a sample.')
  }
  if (sampleRateHz < 1000 || sampleRateHz > 768_000) {
    throw invalid('The WAV file has an impossible sample rate; export it at 16 kHz or more.')
  }
  return { isFloat, channels, sampleRateHz, bytesPerSample }
}

function dataBytes(available: number, declared: number): number {
  if (UNKNOWN_SIZES.has(declared) || (declared === 0 && available > 0)) return available
  if (declared > available) throw invalid('The WAV file is cut short: it announces more sound than it holds; copy it again.')
  return declared
}

function mixDown(view: DataView, body: number, size: number, format: WavFormat): Float32Array {
  const { channels, bytesPerSample, sampleRateHz } = format
  const frames = Math.floor(size / (channels * bytesPerSample))
  if (frames === 0) throw invalid('The WAV file has no sound in it; record it again.')
  if (frames > LONGEST_S * sampleRateHz) throw invalid('The WAV file is over two hours long; give a shorter recording.')
  const read = sampleReader(view, format)
  const samples = new Float32Array(frames)
  for (let frame = 0, at = body; frame < frames; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++, at += bytesPerSample) sum += read(at)
    const mean = sum / channels
    samples[frame] = Number.isFinite(mean) ? mean : 0
  }
  return samples
}

function sampleReader(view: DataView, { isFloat, bytesPerSample }: WavFormat): (at: number) => number {
  if (isFloat) return bytesPerSample === 4 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true)
  switch (bytesPerSample) {
    case 1:
      return (at) => (view.getUint8(at) - 128) / 128
    case 2:
      return (at) => view.getInt16(at, true) / 2 ** 15
    case 3:
      return (at) => (view.getUint16(at, true) / 256 + view.getInt8(at + 2) * 256) / 2 ** 15
    default:
      return (at) => view.getInt32(at, true) / 2 ** 31
  }
}
