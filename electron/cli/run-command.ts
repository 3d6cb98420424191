import { UnderstudyError } from '../contract/errors.ts'
import { terminalWords } from './terminal-words.ts'

export interface OutputOptions {
  json?: boolean
}

/**
 * Runs one command: prints its result, as JSON or in words, and sets the exit status. A failure is one sentence on
 * standard error; with --json also `{error}` on standard output, so that a program always has a document to read.
 */
export async function runCommand<T>(options: OutputOptions, work: () => Promise<T>, words: (result: T) => string): Promise<void> {
  try {
    const result = await work()
    await write(process.stdout, options.json ? JSON.stringify(result) : words(result))
    process.exitCode = 0
  } catch (thrown) {
    const error = UnderstudyError.from(thrown)
    const message = terminalWords(error.message)
    if (options.json) await write(process.stdout, JSON.stringify({ error: { ...error.toShape(), message } }))
    const detail = error.kind === 'defect' && error.cause instanceof Error ? `\n${error.cause.stack}` : ''
    await write(process.stderr, `${message}${detail}`)
    process.exitCode = 1
  }
}

/** Waits for the pipe, or a large document would be cut off at exit. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => stream.write(`${text}\n`, (error) => (error ? reject(error) : resolve())))
}
