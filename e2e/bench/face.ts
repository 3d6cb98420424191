import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../../electron/animation/animation-engine.ts'
import { DEFAULT_LOOKAHEAD_MS, type LookaheadMs } from '../../electron/animation/face-network.ts'
import { animateFile } from '../../electron/animation/animate-file.ts'
import { reportFace, type AnimatedClip, type FaceReport } from '../../electron/animation/metric/face-report.ts'
import { readPhones } from '../../electron/animation/metric/read-face-files.ts'
import { referenceCurves } from '../../electron/animation/metric/reference-curves.ts'
import type { TimedPhone } from '../../electron/animation/metric/score-face.ts'
import { readWav } from '../../electron/audio/wav.ts'
import { MODELS_DIR } from '../../electron/cli/paths.ts'
import { energyOnly, headAudio, wawaLipsync, type FaceSystem } from './face-peers.ts'

/**
 * Our face beside its peers on the same recordings, by electron/animation/metric: a table, or with --json one document.
 *
 *     npx tsx e2e/bench/face.ts FOLDER… [--only SYSTEM] [--json]
 *
 * A folder holds NAME.wav (16 kHz) and NAME.json (phones), as `models/audio2face/evaluate.py --write FOLDER` makes them.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, only: { type: 'string', multiple: true }, model: { type: 'string' } },
})

interface Clip {
  samples: Float32Array
  durationS: number
  phones: TimedPhone[]
}

interface Row extends FaceReport {
  folder: string
  system: string
  lagRemoved: FaceReport
}

/** A frame is known at the latest when the step it falls in has been heard, and other rates in pieces of 20 ms bring that one piece later. */
const UNDELAYED_LATE_S = 0.04
const UNDELAYED_LATE_AT_16_KHZ_S = 0.02

if (positionals.length === 0) {
  process.stderr.write('Name one or more folders of timed clips; `models/audio2face/evaluate.py --write FOLDER` makes them.\n')
  process.exit(1)
}

const engine = await createAnimationEngine({ modelPath: values.model ?? join(MODELS_DIR, AUDIO2FACE_MODEL) })
const understudy = (name: string, lookaheadMs: LookaheadMs, lateS: number): FaceSystem => ({
  name,
  animate: async (samples) => {
    const { times, frames } = await animateFile(engine, samples, 16_000, { lookaheadMs })
    return { times: times.map((timeS) => timeS + lateS), frames }
  },
})
const systems: FaceSystem[] = [
  understudy('Understudy', DEFAULT_LOOKAHEAD_MS, 0),
  understudy('Understudy, sound 40 ms ahead', 40, 0),
  understudy('Understudy, sound not delayed', 0, UNDELAYED_LATE_S),
  understudy('Understudy, 16 kHz not delayed', 0, UNDELAYED_LATE_AT_16_KHZ_S),
  headAudio,
  wawaLipsync,
  energyOnly,
]

const rows: Row[] = []
for (const folder of positionals) {
  const clips = await readClips(folder)
  for (const system of systems) {
    if (values.only && !values.only.includes(system.name)) continue
    process.stderr.write(`${system.name} on ${folder} …\n`)
    const animated: AnimatedClip[] = []
    for (const { samples, durationS, phones } of clips) animated.push({ durationS, phones, track: await system.animate(samples) })
    rows.push(rowOf(folder, system.name, animated))
  }
  if (!values.only) {
    rows.push(rowOf(folder, 'the reference curves', clips.map(({ durationS, phones }) => ({ durationS, phones, track: referenceCurves(phones, durationS) }))))
  }
}
await engine.dispose()
process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : table())

async function readClips(folder: string): Promise<Clip[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.wav')).map((name) => name.slice(0, -4))
  return Promise.all(
    names.sort().map(async (name) => {
      const { samples, sampleRateHz } = await readWav(join(folder, `${name}.wav`))
      if (sampleRateHz !== 16_000) throw new Error(`${name}.wav has ${sampleRateHz} Hz; the clips must have 16000.`)
      return { samples, durationS: samples.length / sampleRateHz, phones: await readPhones(join(folder, `${name}.json`)) }
    }),
  )
}

function rowOf(folder: string, system: string, clips: readonly AnimatedClip[]): Row {
  const report = reportFace(clips)
  return { folder: basename(folder), system, ...report, lagRemoved: report.lagMs === 0 ? report : reportFace(clips, { shiftMs: report.lagMs }) }
}

function table(): string {
  const cells = rows.flatMap((row) => [
    [row.folder, row.system, 'as it is', ...numbers(row)],
    ...(row.lagMs === 0 ? [] : [['', '', 'lag removed', ...numbers(row.lagRemoved)]]),
  ])
  const events = ['closure', 'open', 'round', 'lip-teeth']
  const all = [['speech', 'system', '', 'J', ...events, 'rest', 'lag ms', 'r', 'jitter', 'gain'], ...cells]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  const counts = positionals.map((folder) => {
    const { events: counted, rest, clips, seconds } = rows.find((row) => row.folder === basename(folder))!
    const phones = Object.values(counted).map((event, k) => `${event.phones} ${events[k]}`)
    return `${basename(folder)}: ${clips} clips, ${seconds.toFixed(0)} s, ${phones.join(', ')}, ${rest.silences} rest`
  })
  return `${[...all.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()), ...counts].join('\n')}\n`
}

function numbers({ j, events, rest, lagMs, correlation, jitter, gain }: FaceReport): string[] {
  const pairs = Object.values(events).map(({ hitPercent, falseAlarmPercent }) => `${hitPercent.toFixed(0)}/${falseAlarmPercent.toFixed(0)}`)
  return [j.toFixed(1), ...pairs, rest.hitPercent.toFixed(0), String(lagMs), correlation.toFixed(2), jitter.toFixed(1), gain.toFixed(2)]
}
