import { mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'

/** Whatever somebody said, asked, read or is called never reaches a log, at any depth that we log. */
const SENSITIVE_KEYS = [
  'text',
  'question',
  'answer',
  'transcript',
  'audio',
  'name',
  'quote',
  'samples',
  'pcm',
  'key',
  'token',
]
const REDACTED_PATHS = SENSITIVE_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])

/** Errors whose message the runtime writes without quoting data. A SyntaxError of JSON.parse, say, quotes its input. */
const SAFE_MESSAGES = new Set(['UnderstudyError', 'TypeError', 'RangeError', 'ReferenceError'])

export function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  return {
    type: error.name,
    code: (error as { code?: unknown }).code,
    message: SAFE_MESSAGES.has(error.name) ? error.message : undefined,
    stack: frames.join('\n'),
    cause: error.cause === undefined ? undefined : serializeError(error.cause),
  }
}

const MAX_LOG_BYTES = 5 * 2 ** 20

/** JSON lines in `understudy.log`; one that has grown large becomes `understudy.previous.log` at the next start. */
export function createLogger(options: { directory: string; toStderr: boolean; level?: string }): Logger {
  mkdirSync(options.directory, { recursive: true })
  const path = join(options.directory, 'understudy.log')
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) {
    renameSync(path, join(options.directory, 'understudy.previous.log'))
  }
  const file = pino.destination({ dest: path, sync: false })
  const streams: pino.StreamEntry[] = [{ level: 'info', stream: file }]
  if (options.toStderr) streams.push({ level: 'warn', stream: pino.destination({ dest: 2, sync: true }) })
  return pino(
    {
      level: options.level ?? 'info',
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED_PATHS, remove: true },
      serializers: { err: serializeError },
    },
    pino.multistream(streams),
  )
}
