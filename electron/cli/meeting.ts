import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { readSpeech } from '../audio/read-speech.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { MeetingRecord } from '../contract/meeting.ts'
import { answerAloud, type AloudAnswer } from '../meeting/answer-aloud.ts'
import { notesMarkdown } from '../meeting/export/markdown.ts'
import { meetingPersona } from '../meeting/meeting-persona.ts'
import { runRecordedMeeting, type RecordedMeeting, type RecordedSide } from '../meeting/recorded-meeting.ts'
import { writeWav } from '../audio/wav.ts'
import { briefCitation } from './ask.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

interface MeetingOptions extends OutputOptions, PersonaChoice {
  mic?: string
  system?: string
  out: string
  realtime?: boolean
  allowFarSide?: boolean
}

interface MeetingReport {
  segments: number
  /** 95th percentile, from the end of a segment's speech to its final text. */
  lagP95Ms: number
  realTimeFactor: number
  wakes: Pick<MeetingRecord['wakes'][number], 'atMs' | 'source' | 'allowed' | 'question'>[]
}

type MeetingTurn = AloudAnswer & { atMs: number }

export function registerMeeting(program: Command): void {
  program
    .command('meeting')
    .description('sit in on a recorded meeting: transcript by side, notes, and answers to «Hey NAME, …»')
    .option('--mic <file>', 'WAV of the microphone’s side')
    .option('--system <file>', 'WAV of the far side')
    .requiredOption('--out <dir>', 'where transcript.json, notes.md, turns.json and turn-N.wav go')
    .option('--realtime', 'at the pace of the recordings; else as fast as it goes, the lag being that of a simulated clock')
    .option('--allow-far-side', 'the far side may wake the persona too')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .option('--json', 'print {segments, lagP95Ms, realTimeFactor, wakes}')
    .action((options: MeetingOptions) =>
      runCommand(
        options,
        () => meeting(options),
        ({ segments, lagP95Ms, realTimeFactor, wakes }) =>
          [
            `${segments} segments, final text ${Math.round(lagP95Ms)} ms behind speech (p95), real-time factor ${realTimeFactor.toFixed(2)}`,
            ...wakes.map(({ source, allowed, question }) => `  ${source}${allowed ? '' : ', not allowed'}: «${question}»`),
          ].join('\n'),
      ),
    )
}

async function meeting(options: MeetingOptions): Promise<MeetingReport> {
  const [mic, system] = await Promise.all([readSide(options.mic), readSide(options.system)])
  if (!mic && !system) throw new UnderstudyError('bad_request', 'Give the recording of a side: --mic, --system or both.')
  await mkdir(options.out, { recursive: true })
  return withServices({ persona: options.persona }, async (services) => {
    await services.ready()
    const turns: MeetingTurn[] = []
    const result = await runRecordedMeeting({
      sides: { ...(mic && { mic }), ...(system && { system }) },
      realtime: options.realtime === true,
      farSideAllowed: options.allowFarSide === true,
      transcriber: services.clients.transcriber,
      persona: () => meetingPersona(services.persona),
      answer: async ({ question, atMs }, follow) => {
        const answer = await answerAloud(services, question, follow)
        turns.push({ ...answer, atMs })
        return { turnId: answer.turnId }
      },
    })
    await writeResults(options.out, result, turns)
    return report(result)
  })
}

async function readSide(path: string | undefined): Promise<RecordedSide | null> {
  if (path === undefined) return null
  try {
    return { samples: await readSpeech(path), label: basename(path) }
  } catch (thrown) {
    // There may be two of them.
    const { code, message } = UnderstudyError.from(thrown)
    throw new UnderstudyError(code, `${basename(path)}: ${message}`, { cause: thrown })
  }
}

async function writeResults(folder: string, { record }: RecordedMeeting, turns: readonly MeetingTurn[]): Promise<void> {
  const segments = record.segments.map(({ source, startMs, endMs, text }) => ({ source, startMs, endMs, text }))
  const turnRows = turns.map(({ question, answer, citations, atMs }, k) => ({ question, answer, citations: citations.map(briefCitation), atMs, sound: soundName(k) }))
  await Promise.all([
    writeFile(join(folder, 'transcript.json'), `${JSON.stringify({ segments }, null, 2)}\n`),
    writeFile(join(folder, 'notes.md'), notesMarkdown(record)),
    writeFile(join(folder, 'turns.json'), `${JSON.stringify({ turns: turnRows }, null, 2)}\n`),
    ...turns.map(({ pcm, sampleRateHz }, k) => writeWav(join(folder, soundName(k)), pcm, sampleRateHz)),
  ])
}

const soundName = (k: number): string => `turn-${k + 1}.wav`

function report({ record, lagsMs, realTimeFactor }: RecordedMeeting): MeetingReport {
  const sorted = [...lagsMs].sort((a, b) => a - b)
  return {
    segments: record.segments.length,
    lagP95Ms: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0,
    realTimeFactor,
    wakes: record.wakes.map(({ atMs, source, allowed, question }) => ({ atMs, source, allowed, question })),
  }
}

