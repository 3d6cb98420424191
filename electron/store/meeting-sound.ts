import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { wavHeader } from '../audio/wav.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { meetingSourceSchema, type MeetingSource } from '../contract/meeting.ts'

const HEADER_BYTES = 44
const BYTES_PER_MS = (CAPTURE_SAMPLE_RATE_HZ * 2) / 1000

/**
 * The sound of meetings, one WAV file a side under `<directory>/<meeting>/`, 16 kHz mono. Written piece by piece with the
 * header brought up to date; what counts is the file's length, so that a killed process loses only what it had not handed over.
 */
export class MeetingSound {
  private readonly open = new Map<string, number>()

  constructor(private readonly directory: string) {}

  /** @param atSample where it belongs on the meeting's clock; what was skipped before it reads as silence. */
  write(meetingId: string, source: MeetingSource, atSample: number, pcm: Int16Array): void {
    const file = this.fileOf(meetingId, source)
    const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)
    const at = HEADER_BYTES + atSample * 2
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written, bytes.length - written, at + written)
    const dataBytes = fstatSync(file).size - HEADER_BYTES
    writeSync(file, wavHeader(dataBytes, CAPTURE_SAMPLE_RATE_HZ), 0, HEADER_BYTES, 0)
  }

  /** 16-bit samples of one side; fewer than asked where its file ends. */
  read(meetingId: string, source: MeetingSource, startMs: number, durationMs: number): Int16Array {
    const from = HEADER_BYTES + 2 * Math.round((startMs * BYTES_PER_MS) / 2)
    const bytes = Buffer.alloc(2 * Math.round((durationMs * BYTES_PER_MS) / 2))
    let file: number
    try {
      file = openSync(this.path(meetingId, source), 'r')
    } catch {
      return new Int16Array(0)
    }
    try {
      const read = readSync(file, bytes, 0, bytes.length, from)
      return new Int16Array(bytes.buffer, bytes.byteOffset, read >> 1).slice()
    } finally {
      closeSync(file)
    }
  }

  /** Both sides as one, clipped at full scale. */
  mix(meetingId: string, startMs: number, durationMs: number): Int16Array {
    const [one, other] = meetingSourceSchema.options.map((source) => this.read(meetingId, source, startMs, durationMs))
    const [long, short] = one!.length >= other!.length ? [one!, other!] : [other!, one!]
    for (let i = 0; i < short.length; i++) long[i] = Math.max(-32_768, Math.min(32_767, long[i]! + short[i]!))
    return long
  }

  /** Of the longer side. */
  durationMs(meetingId: string): number {
    const sizes = meetingSourceSchema.options.map((source) => statSync(this.path(meetingId, source), { throwIfNoEntry: false })?.size ?? 0)
    return Math.max(0, Math.max(...sizes) - HEADER_BYTES) / BYTES_PER_MS
  }

  /** No more will be written. */
  finish(meetingId: string): void {
    for (const source of meetingSourceSchema.options) {
      const path = this.path(meetingId, source)
      const file = this.open.get(path)
      if (file !== undefined) closeSync(file)
      this.open.delete(path)
    }
  }

  remove(meetingId: string): void {
    this.finish(meetingId)
    rmSync(join(this.directory, meetingId), { recursive: true, force: true })
  }

  close(): void {
    for (const file of this.open.values()) closeSync(file)
    this.open.clear()
  }

  private fileOf(meetingId: string, source: MeetingSource): number {
    const path = this.path(meetingId, source)
    const known = this.open.get(path)
    if (known !== undefined) return known
    mkdirSync(join(this.directory, meetingId), { recursive: true })
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    this.open.set(path, file)
    return file
  }

  private path(meetingId: string, source: MeetingSource): string {
    return join(this.directory, meetingId, `${source}.wav`)
  }
}
