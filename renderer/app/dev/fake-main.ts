import { encodeFrames } from '../../../electron/animation/frame-codec.ts'
import { LevelMeter } from '../../../electron/audio/level-meter.ts'
import type { MicrophoneMessage, PlaybackCommand, PlaybackReport } from '../../../electron/contract/audio.ts'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { AppStatus, IpcChannel, IpcEvent, IpcEventPayload } from '../../../electron/contract/ipc.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { settingsSchema, type Settings } from '../../../electron/contract/settings.ts'
import type { TurnEvent, TurnRecord } from '../../../electron/contract/turn.ts'
import { answer, document, personas, questions, status } from './sample.ts'

export interface Scenario {
  theme?: string | null
  settings?: Partial<Settings>
  status?: Partial<AppStatus>
  turns?: TurnRecord[]
  /** Where a spoken turn stops, to look at that state. */
  holdAt?: 'listening' | 'thinking' | 'speaking'
  fail?: boolean
  /** Answers of further channels, before those below; made anew with every page. What they throw reaches the page as an error. */
  handlers?: (main: FakeMain) => Partial<Record<IpcChannel, (request: never) => unknown>>
}

export const SAMPLE_RATE_HZ = 16_000

/** A main process which answers every question with the same scripted turn. For looking at the page, never shipped. */
export class FakeMain {
  readonly api: PageApi
  private readonly listeners = new Map<string, Set<(payload: never) => void>>()
  private playback: MessagePort | null = null
  private settings: Settings
  private status: AppStatus
  private readonly handlers: Partial<Record<IpcChannel, (request: never) => unknown>>
  private turns: TurnRecord[]
  private readonly removed = new Map<string, TurnRecord>()
  private run = 0
  private readonly meter = new LevelMeter()

  constructor(private readonly scenario: Scenario) {
    this.settings = settingsSchema.parse({ firstRunDone: true, theme: scenario.theme ?? 'system', ...scenario.settings })
    this.status = { ...status, ...scenario.status }
    this.turns = [...(scenario.turns ?? [])]
    this.handlers = scenario.handlers?.(this) ?? {}
    this.api = {
      invoke: async (channel: IpcChannel, request?: unknown) => (await this.answer(channel, request)) as never,
      on: (event, listener) => {
        const set = this.listeners.get(event) ?? new Set()
        this.listeners.set(event, set.add(listener as never))
        return () => set.delete(listener as never)
      },
      openPort: (name) => {
        const { port1, port2 } = new MessageChannel()
        if (name === 'playback') {
          this.playback = port1
          port1.onmessage = ({ data }: MessageEvent<PlaybackReport>) => this.heard(data)
        }
        window.postMessage({ type: 'understudy:port', name }, '*', [port2])
        if (name === 'microphone') port1.onmessage = ({ data }: MessageEvent<MicrophoneMessage>) => this.hear(data)
        if (name === 'microphone' && this.settings.firstRunDone) {
          setTimeout(() => this.emit('microphone.request', { open: true, deviceId: 'default' }))
        }
      },
    }
  }

  emit<E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void {
    for (const listener of this.listeners.get(event) ?? []) listener(payload as never)
  }

  changeStatus(patch: Partial<AppStatus>): void {
    this.status = { ...this.status, ...patch }
    this.emit('app.status', this.status)
  }

  private async answer(channel: IpcChannel, request: unknown): Promise<unknown> {
    try {
      const handler = this.handlers[channel]
      return { ok: true, value: await (handler ? handler(request as never) : this.handle(channel, request as never)) }
    } catch (thrown) {
      return { ok: false, error: UnderstudyError.from(thrown).toShape() }
    }
  }

  private turn(event: TurnEvent): void {
    this.emit('turn.event', event)
  }

  private async handle(channel: IpcChannel, request: { text?: string; id?: string; search?: string }): Promise<unknown> {
    switch (channel) {
      case 'app.status':
        return this.status
      case 'settings.get':
        return this.settings
      case 'settings.set':
        this.settings = { ...this.settings, ...(request as Partial<Settings>) }
        this.changeStatus({ persona: { ...this.status.persona, answers: { ...this.status.persona.answers, mode: this.settings.answerModes[this.status.persona.id] ?? 'strict' } } })
        return this.settings
      case 'settings.keys':
        return [{ slot: 'language', origin: 'https://inference.example.org' }]
      case 'settings.testEndpoint':
        return { ok: false, detail: 'Nothing answers at this address; check it and that the server runs.' }
      case 'talk.press':
        return this.press()
      case 'talk.release':
        return this.release()
      case 'talk.ask':
        return void this.reply(request.text!)
      case 'talk.stop':
        return this.stop()
      case 'turns.list':
        return this.turns.filter(({ question, answer: said }) => `${question} ${said}`.toLowerCase().includes(request.search!.toLowerCase()))
      case 'turns.get':
        return this.turns.find(({ id }) => id === request.id)
      case 'turns.recording':
        return { sampleRateHz: SAMPLE_RATE_HZ, pcm: new Uint8Array(babble(0, 4_000).buffer), frames: mouth(0, 4_000) }
      case 'turns.delete':
        this.removed.set(request.id!, this.turns.find(({ id }) => id === request.id)!)
        this.turns = this.turns.filter(({ id }) => id !== request.id)
        return
      case 'turns.restore':
        this.turns.push(this.removed.get(request.id!)!)
        return
      case 'window.mode':
        return this.emit('window.mode', request as IpcEventPayload<'window.mode'>)
      case 'window.shown':
        return { shown: true }
      case 'heads.list':
        return [{ personaId: null, name: 'The portrait that ships', url: '/head/' }]
      case 'personas.list':
        return personas
      case 'personas.use':
        return this.use(request.id!)
      case 'review.offline':
        return this.changeStatus({ offline: (request as { on?: boolean }).on === true })
      case 'review.queue':
        return { items: [], counts: { pending: 0, approved: 0, corrected: 0, never: 0, all: 0 } }
      case 'review.corrections':
        return { formatVersion: 1, approved: [], never: [] }
      case 'meeting.current':
        return null
      case 'meetings.list':
        return []
      case 'persona.document':
        return document
      default:
        return undefined
    }
  }

  private use(id: string): void {
    const persona = personas.find((entry) => entry.id === id)!
    this.changeStatus({ persona: { ...status.persona, ...persona } })
    this.emit('personas.changed', undefined)
  }

  private press(): void {
    const run = ++this.run
    const turnId = `turn-${run}`
    this.playback?.postMessage({ type: 'flush', turnId: `turn-${run - 1}` } satisfies PlaybackCommand)
    this.turn({ type: 'state', state: 'listening', turnId })
    const words = questions[0]!.split(' ')
    const wordCount = this.scenario.holdAt === 'listening' ? 6 : words.length
    for (let k = 1; k <= wordCount; k++) {
      setTimeout(() => run === this.run && this.turn({ type: 'partial', turnId, text: words.slice(0, k).join(' ') }), k * 90)
    }
  }

  private hear(message: MicrophoneMessage): void {
    if (message.type !== 'frame') return
    this.meter.push(message.samples, 0, performance.now())
    this.emit('input.level', this.meter.read(performance.now()))
  }

  private release(): void {
    if (this.scenario.holdAt === 'listening') return
    void this.reply(questions[0]!)
  }

  private async reply(question: string): Promise<void> {
    const run = ++this.run
    const turnId = `turn-${run}`
    const done = answer(turnId, question)
    const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
    this.turn({ type: 'question', turnId, text: question })
    this.turn({ type: 'state', state: 'thinking', turnId })
    await pause(400)
    if (this.scenario.holdAt === 'thinking' || run !== this.run) return
    if (this.scenario.fail) return this.failTurn(turnId, question)
    this.turn({ type: 'citations', turnId, citations: done.citations })
    this.playback?.postMessage({ type: 'begin', turnId, sampleRateHz: SAMPLE_RATE_HZ } satisfies PlaybackCommand)
    this.turn({ type: 'state', state: 'speaking', turnId })
    for (const sentence of done.sentences) {
      if (run !== this.run) return
      this.turn({ type: 'token', turnId, text: `${sentence.text} ` })
      this.turn({ type: 'sentence', turnId, sentence })
      for (let startMs = sentence.startMs; startMs < sentence.endMs; startMs += 200) {
        const endMs = Math.min(startMs + 200, sentence.endMs)
        this.playback?.postMessage({ type: 'audio', turnId, startMs, pcm: babble(startMs, endMs) } satisfies PlaybackCommand)
        this.playback?.postMessage({ type: 'frames', turnId, packed: mouth(startMs, endMs) } satisfies PlaybackCommand)
      }
      await pause(150)
    }
    this.turns.push(done)
    if (this.scenario.holdAt === 'speaking') return
    this.playback?.postMessage({ type: 'end', turnId, durationMs: done.sentences.at(-1)!.endMs } satisfies PlaybackCommand)
  }

  private failTurn(turnId: string, question: string): void {
    const error = { code: 'inference_lost', kind: 'expected', message: 'The speech engine stopped in the middle of the answer and is starting again; ask once more.', retryable: true } as const
    const failed = { ...answer(turnId, question), answer: '', citations: [], sentences: [], outcome: 'failed' as const, heardMs: 0, error }
    this.turn({ type: 'notice', turnId, notice: error })
    this.turn({ type: 'done', turn: failed })
    this.turn({ type: 'state', state: 'idle', turnId: null })
  }

  private heard(report: PlaybackReport): void {
    const turn = this.turns.find(({ id }) => id === report.turnId)
    if (!turn || !('heardMs' in report) || report.type === 'position') return
    turn.heardMs = report.heardMs
    if (report.type === 'flushed') turn.outcome = 'stopped'
    this.turn({ type: 'done', turn })
    if (report.type === 'finished') this.turn({ type: 'state', state: 'idle', turnId: null })
  }

  private stop(): void {
    this.run++
    this.turn({ type: 'state', state: 'idle', turnId: null })
  }
}

/** A hum with the rhythm of syllables. */
export function babble(startMs: number, endMs: number): Int16Array {
  const from = Math.round((startMs / 1000) * SAMPLE_RATE_HZ)
  const to = Math.round((endMs / 1000) * SAMPLE_RATE_HZ)
  return Int16Array.from({ length: to - from }, (_, k) => {
    const t = (from + k) / SAMPLE_RATE_HZ
    const voice = Math.sin(2 * Math.PI * 190 * t) + 0.5 * Math.sin(2 * Math.PI * 380 * t) + 0.3 * Math.sin(2 * Math.PI * 760 * t)
    return voice * 4_000 * Math.sin(Math.PI * 4 * t) ** 2
  })
}

export function mouth(startMs: number, endMs: number): Uint8Array {
  const first = Math.ceil((startMs / 1000) * 60)
  const last = Math.ceil((endMs / 1000) * 60)
  return encodeFrames(
    Array.from({ length: last - first }, (_, k) => {
      const timeS = (first + k) / 60
      const coefficients = new Float32Array(COEFFICIENT_COUNT)
      coefficients[COEFFICIENT_INDEX.jawOpen] = 0.5 * Math.sin(Math.PI * 4 * timeS) ** 2
      coefficients[COEFFICIENT_INDEX.mouthSmileLeft] = 0.2
      coefficients[COEFFICIENT_INDEX.mouthSmileRight] = 0.2
      return { index: first + k, timeS, coefficients, headRotation: [0, 0.05 * Math.sin(timeS), 0], gaze: [0, 0] }
    }),
  )
}
