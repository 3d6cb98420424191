import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { readSpeech } from '../audio/read-speech.ts'
import { SileroVad } from '../audio/silero.ts'
import { writeWav } from '../audio/wav.ts'
import { converse, type HeardTurn } from '../conversation/recorded-conversation.ts'
import { briefCitation } from './ask.ts'
import { realtimeServices, requireRealtime, withRealtimeOptions, type RealtimeChoice } from './realtime-options.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

interface ConverseOptions extends OutputOptions, PersonaChoice, RealtimeChoice {
  in: string
  out: string
}

export function registerConverse(program: Command): void {
  withRealtimeOptions(program.command('converse'), 'at the pace of the recording, as it always is here: ends of turns are a matter of time')
    .description('an always-on conversation on a WAV file with several utterances; one that begins while the answer plays interrupts it')
    .requiredOption('--in <file>', 'what the microphone hears')
    .requiredOption('--out <dir>', 'where turns.json and turn-N.wav (as far as it was heard) go')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .option('--json', 'print {turns}; times in ms of the recording')
    .action((options: ConverseOptions) =>
      runCommand(
        options,
        async () => ({ turns: await run(options) }),
        ({ turns }) => turns.map(inWords).join('\n') || 'Nobody spoke.',
      ),
    )
}

async function run(options: ConverseOptions): Promise<ReturnType<typeof brief>[]> {
  const samples = await readSpeech(options.in)
  await mkdir(options.out, { recursive: true })
  return withServices({ persona: options.persona, ...realtimeServices(options) }, async (services) => {
    requireRealtime(services, options)
    const vad = await SileroVad.create()
    const heard = await converse(services, vad, samples, {
      turn: (turn) => {
        if (!options.json) process.stderr.write(`${inWords(brief(turn))}\n`)
      },
    }).finally(() => vad.dispose())
    const turns = heard.map(brief)
    for (const [k, { pcm, sampleRateHz }] of heard.entries()) if (pcm.length > 0) await writeWav(join(options.out, `turn-${k + 1}.wav`), pcm, sampleRateHz)
    await writeFile(join(options.out, 'turns.json'), `${JSON.stringify({ turns }, null, 2)}\n`)
    return turns
  })
}

function brief({ turn, speechEndMs, endpointMs, firstAudioMs, stoppedMs }: HeardTurn) {
  const { question, answer, outcome, heardMs, citations } = turn
  const { providers, metered } = turn.trace
  return { question, answer, outcome, speechEndMs, endpointMs, firstAudioMs, stoppedMs, heardMs: Math.round(heardMs), citations: citations.map(briefCitation), ...(providers ? { providers } : {}), ...(metered ? { metered } : {}) }
}

function inWords({ question, answer, outcome, speechEndMs, endpointMs, firstAudioMs, stoppedMs }: ReturnType<typeof brief>): string {
  const after = (ms: number | null): string => (ms === null ? '–' : `${ms - speechEndMs} ms`)
  const stopped = stoppedMs === null ? '' : `, stopped at ${stoppedMs} ms`
  return `${speechEndMs} ms «${question}» over after ${after(endpointMs)}, first sound after ${after(firstAudioMs)}, ${outcome}${stopped}\n    ${answer}`
}
