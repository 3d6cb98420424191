import type { Command } from 'commander'
import { reportFace, type FaceReport } from '../animation/metric/face-report.ts'
import { readFrames, readPhones } from '../animation/metric/read-face-files.ts'
import { readWav } from '../audio/wav.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

interface ScoreOptions extends OutputOptions {
  audio: string
  phones: string
  frames: string
}

/** Phones and frames may outlast the sound by this much: the last step of an analysis. */
const TOLERANCE_S = 0.25

export function registerFace(program: Command): void {
  program
    .command('face')
    .description('judges faces')
    .command('score')
    .description('what a lip-reader would notice in a face: hits, false alarms, lag, jitter and rest, for any system')
    .requiredOption('--audio <file>', 'WAV of the speech')
    .requiredOption('--phones <file>', 'JSON: [{symbol, startS, endS}], ARPAbet in lower case, pau for silence')
    .requiredOption('--frames <file>', 'JSON: {channels, times, frames}; coefficients, as `animate` writes them, or Oculus visemes')
    .option('--json', 'print the report')
    .action((options: ScoreOptions) => runCommand(options, () => score(options), inWords))
}

async function score({ audio, phones, frames }: ScoreOptions): Promise<FaceReport & { lagRemoved: FaceReport }> {
  const { samples, sampleRateHz } = await readWav(audio)
  const clip = { durationS: samples.length / sampleRateHz, phones: await readPhones(phones), track: await readFrames(frames) }
  const lastS = Math.max(clip.phones.at(-1)!.endS, clip.track.times.at(-1)!)
  if (lastS > clip.durationS + TOLERANCE_S) {
    throw new UnderstudyError('bad_request', `Phones and frames go on to ${lastS.toFixed(2)} s, but the sound ends at ${clip.durationS.toFixed(2)} s; give the files of one recording.`)
  }
  const report = reportFace([clip])
  if (report.rest.silences === 0 && Object.values(report.events).every(({ phones: count }) => count === 0)) {
    throw new UnderstudyError('bad_request', `Not one phone in ${phones} is judged; write them in ARPAbet in lower case, as p, aa or w, and pau for a silence of half a second.`)
  }
  return { ...report, lagRemoved: reportFace([clip], { shiftMs: report.lagMs }) }
}

function inWords({ j, events, rest, lagMs, correlation, jitter, lagRemoved }: FaceReport & { lagRemoved: FaceReport }): string {
  const rows = Object.entries(events).map(([event, { hitPercent, falseAlarmPercent, phones }]) =>
    phones === 0 ? `${event} – none there` : `${event} ${hitPercent.toFixed(0)}/${falseAlarmPercent.toFixed(0)} % of ${phones}`,
  )
  return [
    `J ${j.toFixed(1)}, with the lag removed ${lagRemoved.j.toFixed(1)}`,
    ...rows,
    rest.silences === 0 ? 'rest – none there' : `rest ${rest.hitPercent.toFixed(0)} % of ${rest.silences}`,
    `lag ${lagMs} ms, correlation ${correlation.toFixed(2)}, jitter ${jitter.toFixed(1)}`,
  ].join('\n')
}
