import type { PlaybackReport } from '../contract/audio.ts'
import type { AnswerEvent } from '../persona/persona-service.ts'
import type { ActiveTurn } from './active-turn.ts'
import { AnswerRun } from './answer-run.ts'
import type { Animator, Answerer, Clock, Playback, Voice } from './ports.ts'

export interface AcknowledgerOptions {
  /** What the persona says while it thinks, in its own manner; null: nothing. Asked each time. */
  phrases: () => readonly string[] | null
  voice: Voice
  animator: Animator
  playback: Playback
  clock: Clock
}

/** Of an answer whose sound has not come, from the end of the question. */
const LATE_MS = 1_200
/** Where the last answers were late, this one will be too: so soon it is clear that nobody interrupts. */
const SOON_MS = 350
/** Answers by which the next is judged, and the fewest. */
const REMEMBERED = 5
const FEWEST = 2

/**
 * Says «Let me think.» while an answer is late, or where the last ones were. It is no part of the answer: it has a sound and a face of
 * its own, is kept nowhere, and falls silent as soon as the answer begins.
 */
export class Acknowledger {
  private readonly waits: number[] = []
  private said = 0

  constructor(private readonly options: AcknowledgerOptions) {}

  /** A question was asked aloud and its answer is awaited. */
  begin(turn: ActiveTurn): Acknowledgement {
    const { phrases, clock } = this.options
    const waitMs = turn.releasedAtMs + (this.isLate ? SOON_MS : LATE_MS) - clock.nowMs()
    return new Acknowledgement(this.options, turn, waitMs, () => {
      const list = phrases() ?? []
      return list[this.said++ % list.length] ?? null
    })
  }

  /** The sound of an answer was there so long after the question. */
  answered(afterMs: number): void {
    this.waits.push(afterMs)
    if (this.waits.length > REMEMBERED) this.waits.shift()
  }

  private get isLate(): boolean {
    const sorted = [...this.waits].sort((a, b) => a - b)
    return sorted.length >= FEWEST && sorted[Math.floor((sorted.length - 1) / 2)]! > LATE_MS
  }
}

/** That of one turn. */
export class Acknowledgement {
  private readonly timer: NodeJS.Timeout
  private readonly unsubscribe: () => void
  private readonly id: string
  private run: AnswerRun | null = null
  private sounds = false
  private over = false

  constructor(
    private readonly options: AcknowledgerOptions,
    private readonly turn: ActiveTurn,
    waitMs: number,
    nextPhrase: () => string | null,
  ) {
    this.id = `${turn.id}/acknowledgement`
    this.unsubscribe = options.playback.onReport((report) => this.onReport(report))
    this.timer = setTimeout(() => {
      const phrase = nextPhrase()
      if (phrase !== null) void this.say(phrase)
    }, Math.max(0, waitMs))
  }

  /** Whether it can be heard now. */
  get isHeard(): boolean {
    return this.sounds
  }

  /** The answer begins, or there will be none. */
  end(): void {
    if (this.over) return
    this.over = true
    clearTimeout(this.timer)
    this.run?.cancel()
    if (this.sounds) this.options.playback.flush(this.id)
    this.sounds = false
    this.unsubscribe()
  }

  private async say(phrase: string): Promise<void> {
    const { voice, animator, playback } = this.options
    this.run = new AnswerRun({ answerer: saying(phrase), voice, animator }, { question: '' })
    this.run.commit()
    try {
      for await (const output of this.run.outputs) {
        if (this.over) return
        if (output.type === 'sound') {
          if (!this.sounds) playback.begin(this.id, output.sampleRateHz)
          this.sounds = true
          playback.audio(this.id, output.startMs, output.pcm)
        } else if (output.type === 'frames') playback.frames(this.id, output.frames)
        else if (output.type === 'done' && this.sounds) playback.end(this.id, output.durationMs)
      }
    } catch {
      // The answer comes by the same voice and tells what is wrong with it.
    }
  }

  private onReport(report: PlaybackReport): void {
    if (report.turnId !== this.id) return
    if (report.type === 'first_audio') this.turn.mark('acknowledgedMs', report.atEpochMs)
    if (report.type === 'finished') this.sounds = false
  }
}

function saying(phrase: string): Answerer {
  return {
    prepare: () => undefined,
    answer: async function* (): AsyncGenerator<AnswerEvent> {
      yield await Promise.resolve({ type: 'sentence', index: 0, text: phrase, markers: [] } as const)
      yield { type: 'done', answer: phrase, outcome: 'answered', citations: [], refusal: null }
    },
  }
}
