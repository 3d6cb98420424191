/** Something the preflight cannot cure. Its message is one sentence that says what to do; no stack is shown. */
export class PreflightError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message)
    this.name = 'PreflightError'
  }
}

/** One plain line for whoever started the program. @param {string} sentence */
export const say = (sentence) => process.stderr.write(`${sentence}\n`)

/** Ends the process with the sentence of a PreflightError, or with the whole of a defect. @param {unknown} error */
export const fail = (error) => {
  say(
    error instanceof PreflightError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error),
  )
  process.exit(1)
}
