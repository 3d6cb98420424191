import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { AudioSource } from '../audio/audio-source.ts'
import { SileroVad } from '../audio/silero.ts'
import { WavFileSource } from '../audio/wav-file-source.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { type UnderstudyError } from '../contract/errors.ts'
import type { MeetingRecord, MeetingSource } from '../contract/meeting.ts'
import type { TurnEvent } from '../contract/turn.ts'
import { MeetingStore } from '../store/meeting-store.ts'
import { MeetingService, type MeetingPersona } from './meeting-service.ts'
import { SimulatedTime } from './simulated-time.ts'
import type { MeetingTranscriber } from './transcription-desk.ts'

export interface RecordedSide {
  /** Mono, 16 kHz. */
  samples: Float32Array
  label: string
}

export interface RecordedMeetingOptions {
  sides: Partial<Record<MeetingSource, RecordedSide>>
  /** At the recordings' own pace; else as quickly as the machine can. */
  realtime: boolean
  farSideAllowed: boolean
  title?: string
  transcriber: MeetingTranscriber
  persona(): MeetingPersona
  /** Answers a question; tells the meeting what is said aloud by the events of a conversation. */
  answer(question: { question: string; atMs: number }, follow: (event: TurnEvent) => void): Promise<{ turnId: string | null }>
}

export interface RecordedMeeting {
  record: MeetingRecord
  /** From the end of each segment's speech to its final text. */
  lagsMs: number[]
  /** Time that it took over the length of the recordings: all of it, or with `realtime` only the transcribing. */
  realTimeFactor: number
}

/** Quiet after the recordings, in which the last segments end by themselves. */
const ROOM_AFTER_MS = 1_500
const NOBODY = { samples: new Float32Array(CAPTURE_SAMPLE_RATE_HZ / 10), label: 'Nobody' }

/** A whole meeting from recordings of its sides, through the service which the app uses; its store is temporary. */
export async function runRecordedMeeting(options: RecordedMeetingOptions): Promise<RecordedMeeting> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-meeting-'))
  const store = new MeetingStore({ path: join(folder, 'meetings.db') })
  const run = options.realtime ? inRealTime(options) : inSimulatedTime(options)
  const problems: UnderstudyError[] = []
  const service: MeetingService = new MeetingService({
    store,
    transcriber: run.transcriber,
    createDetector: run.createDetector,
    createSource: (source) => run.sources[source],
    persona: () => options.persona(),
    answer: (question) => run.answer(() => options.answer(question, (event) => service.follow(event))),
    chat: () => null,
    problem: (error) => problems.push(error),
    ...run.time,
  })
  try {
    await service.start({
      title: options.title ?? '',
      consent: { informed: true, how: 'The recordings were given to the command line.' },
      system: options.sides.system !== undefined,
      farSideAllowed: options.farSideAllowed,
    })
    const { lagsMs } = service
    const startMs = performance.now()
    const record = await run.play(service)
    const audioMs = Math.max(...Object.values(options.sides).map(({ samples }) => (samples.length / CAPTURE_SAMPLE_RATE_HZ) * 1000))
    const tookMs = run.busyMs() ?? performance.now() - startMs
    if (problems[0] && record.segments.length === 0) throw problems[0]
    return { record, lagsMs: [...lagsMs], realTimeFactor: tookMs / audioMs }
  } finally {
    await service.dispose()
    await store.dispose()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Run {
  transcriber: MeetingTranscriber
  createDetector(): Promise<SileroVad | (ReturnType<SimulatedTime['detector']> & Pick<SileroVad, 'dispose'>)>
  sources: Record<MeetingSource, AudioSource>
  answer<T>(work: () => Promise<T>): Promise<T>
  time: { createTime?: () => SimulatedTime }
  play(service: MeetingService): Promise<MeetingRecord>
  /** What counts as time taken, where that is not the clock's. */
  busyMs(): number | null
}

function inSimulatedTime({ sides, transcriber }: RecordedMeetingOptions): Run {
  const time = new SimulatedTime()
  const source = ({ samples, label }: RecordedSide): AudioSource => time.source(samples, label)
  return {
    transcriber: time.transcriber(transcriber),
    createDetector: async () => {
      const vad = await SileroVad.create()
      return { ...time.detector(vad), dispose: () => vad.dispose() }
    },
    sources: { mic: source(sides.mic ?? NOBODY), system: source(sides.system ?? NOBODY) },
    answer: (work) => time.during(work),
    time: { createTime: () => time },
    play: async (service) => {
      await time.play()
      await time.runFor(ROOM_AFTER_MS)
      return time.runUntil(service.stop())
    },
    busyMs: () => null,
  }
}

function inRealTime({ sides, transcriber }: RecordedMeetingOptions): Run {
  let busyMs = 0
  const ends: Promise<void>[] = []
  const source = ({ samples, label }: RecordedSide): AudioSource => {
    const file = new WavFileSource(samples, { pacing: 'real-time', label })
    let finished!: () => void
    ends.push(new Promise((resolve) => (finished = resolve)))
    return {
      label,
      start: (onFrame, onEnd) =>
        file.start(onFrame, (reason) => {
          finished()
          onEnd(reason)
        }),
      stop: () => file.stop(),
    }
  }
  return {
    transcriber: {
      transcribe: async (samples, options) => {
        const startMs = performance.now()
        try {
          return await transcriber.transcribe(samples, options)
        } finally {
          busyMs += performance.now() - startMs
        }
      },
    },
    createDetector: () => SileroVad.create(),
    sources: { mic: source(sides.mic ?? NOBODY), system: source(sides.system ?? NOBODY) },
    answer: (work) => work(),
    time: {},
    play: async (service) => {
      await Promise.all(sides.system ? ends : ends.slice(0, 1))
      await delay(ROOM_AFTER_MS)
      return service.stop()
    },
    busyMs: () => busyMs,
  }
}
