import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { CONVERSATION_FPS } from '../conversation/answer-face.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { writeWav } from '../audio/wav.ts'
import { readSpeech } from '../audio/read-speech.ts'
import { SileroVad } from '../audio/silero.ts'
import { holdOnce, type SpokenTurn } from '../conversation/hold-once.ts'
import type { TurnStore } from '../store/turn-store.ts'
import { briefCitation } from './ask.ts'
import { openTurnStore } from './review-session.ts'
import { realtimeServices, requireRealtime, withRealtimeOptions, type RealtimeChoice } from './realtime-options.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

interface TalkOptions extends OutputOptions, PersonaChoice, RealtimeChoice {
  in: string
  out: string
  record?: true
}

interface Talked extends Pick<SpokenTurn, 'question' | 'answer' | 'trace'> {
  citations: ReturnType<typeof briefCitation>[]
  /** Where it was kept for the review: its id there. */
  turnId?: string
}

export function registerTalk(program: Command): void {
  withRealtimeOptions(program.command('talk'))
    .description('hold the key for the length of a WAV file, in real time, and take the answer')
    .requiredOption('--in <file>', 'the spoken question')
    .requiredOption('--out <dir>', 'where answer.wav and frames.json go')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .option('--record', 'keep the turn, with voice and face, in the app\'s history for the review')
    .option('--json', 'print {question, answer, citations, trace}, with --record also {turnId}; times in ms from key release')
    .action((options: TalkOptions) =>
      runCommand(
        options,
        () => talk(options),
        ({ question, answer, trace }) => `«${question}»\n${answer}\n(first sound ${trace.firstAudioMs} ms after the release)`,
      ),
    )
}

async function talk(options: TalkOptions): Promise<Talked> {
  const samples = await readSpeech(options.in)
  await mkdir(options.out, { recursive: true })
  const store = options.record ? openTurnStore() : null
  try {
    await store?.ready()
    return await hold(samples, options, store)
  } finally {
    await store?.dispose()
  }
}

function hold(samples: Float32Array, options: TalkOptions, store: TurnStore | null): Promise<Talked> {
  return withServices({ persona: options.persona, ...realtimeServices(options) }, async (services) => {
    requireRealtime(services, options)
    const vad = await SileroVad.create()
    const turn = await holdOnce(services, vad, samples, ...(store ? [store] : [])).finally(() => vad.dispose())
    await writeWav(join(options.out, 'answer.wav'), turn.pcm, turn.sampleRateHz)
    await writeFile(join(options.out, 'frames.json'), JSON.stringify(framesFile(turn)))
    return { question: turn.question, answer: turn.answer, citations: turn.citations.map(briefCitation), trace: turn.trace, ...(store ? { turnId: turn.id } : {}) }
  })
}

function framesFile({ frames }: SpokenTurn): object {
  return {
    fps: CONVERSATION_FPS,
    channels: COEFFICIENT_NAMES,
    times: frames.map((frame) => frame.timeS),
    frames: frames.map((frame) => Array.from(frame.coefficients)),
  }
}
