import { cpus, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchApp } from './app.ts'
import { benchAnimation, benchTranscription, benchVad } from './engines.ts'
import { benchEcho } from './echo/bench.ts'
import { benchEarlyWords } from './early-words.ts'
import { benchEndpointing } from './endpointing/bench.ts'
import { benchHolds } from './holds/bench.ts'
import { benchIdle } from './idle/bench.ts'
import { benchMeeting } from './meeting.ts'
import { benchOpenMicrophone } from './open-microphone.ts'
import { benchRender } from './render/bench.ts'
import { benchRoutes } from './routes.ts'
import type { Measurement } from './statistics.ts'
import { benchStreams } from './streams.ts'
import { benchSync } from './sync/bench.ts'
import { benchTalk } from './talk.ts'

/** Prints the product's numbers: a table, or with --json one document. --only PART runs the parts so named. */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string', multiple: true }, verbose: { type: 'boolean' } } })

const note = (line: string): void => void process.stderr.write(`${line}\n`)
const parts: Record<string, () => Promise<Measurement[]>> = {
  vad: benchVad,
  stt: benchTranscription,
  animation: benchAnimation,
  routes: benchRoutes,
  streams: benchStreams,
  talk: () => benchTalk(values.verbose ? note : () => undefined),
  early: () => benchEarlyWords(values.verbose ? note : () => undefined),
  holds: () => benchHolds(values.verbose ? note : () => undefined),
  meeting: benchMeeting,
  open: () => benchOpenMicrophone(values.verbose ? note : () => undefined),
  echo: () => benchEcho('heldOut', values.verbose ? note : () => undefined),
  endpointing: () => benchEndpointing('heldOut'),
  app: benchApp,
  idle: () => benchIdle(note),
  render: () => benchRender(note),
  sync: () => benchSync(values.verbose ? note : () => undefined),
}

/** For work on the product only: measured when named. */
const onRequest: typeof parts = {
  'endpointing-dev': () => benchEndpointing('dev'),
  'echo-dev': () => benchEcho('dev', values.verbose ? note : () => undefined),
}

const results: Measurement[] = []
for (const [name, measure] of Object.entries({ ...parts, ...onRequest })) {
  if (values.only ? !values.only.includes(name) : name in onRequest) continue
  note(`measuring ${name} …`)
  results.push(...(await measure()))
}
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()} ${process.arch}`,
  node: process.version,
}
process.stdout.write(values.json ? `${JSON.stringify({ machine, results })}\n` : table())

function table(): string {
  const rows = results.map(({ id, unit, p50, p95, n, target, on }) => [id, String(p50), String(p95), String(n), unit, target, on ?? ''])
  const all = [['id', 'p50', 'p95', 'n', 'unit', 'target', 'on'], ...rows]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd())
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}\n${lines.join('\n')}\n`
}
