import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { CONVERSATION_FPS } from '../conversation/answer-run.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { writeWav } from '../audio/wav.ts'
import { readSpeech } from '../audio/read-speech.ts'
import { SileroVad } from '../audio/silero.ts'
import { holdOnce, type SpokenTurn } from '../conversation/hold-once.ts'
import { briefCitation } from './ask.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

interface TalkOptions extends OutputOptions, PersonaChoice {
  in: string
  out: string
}

export function registerTalk(program: Command): void {
  program
    .command('talk')
    .description('hold the key for the length of a WAV file, in real time, and take the answer')
    .requiredOption('--in <file>', 'the spoken question')
    .requiredOption('--out <dir>', 'where answer.wav and frames.json go')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .option('--json', 'print {question, answer, citations, trace}; times in ms from key release')
    .action((options: TalkOptions) =>
      runCommand(
        options,
        () => talk(options),
        ({ question, answer, trace }) => `«${question}»\n${answer}\n(first sound ${trace.firstAudioMs} ms after the release)`,
      ),
    )
}

async function talk(options: TalkOptions): Promise<Pick<SpokenTurn, 'question' | 'answer' | 'trace'> & { citations: ReturnType<typeof briefCitation>[] }> {
  const samples = await readSpeech(options.in)
  await mkdir(options.out, { recursive: true })
  return withServices({ persona: options.persona }, async (services) => {
    const vad = await SileroVad.create()
    const turn = await holdOnce(services, vad, samples).finally(() => vad.dispose())
    await writeWav(join(options.out, 'answer.wav'), turn.pcm, turn.sampleRateHz)
    await writeFile(join(options.out, 'frames.json'), JSON.stringify(framesFile(turn)))
    return { question: turn.question, answer: turn.answer, citations: turn.citations.map(briefCitation), trace: turn.trace }
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
