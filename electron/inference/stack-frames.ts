/** Name and stack frames of anything thrown and its causes, without their messages: those may quote what somebody said. */
export function stackFrames(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${stackFrames(thrown.cause)}`
  return [thrown.name, ...frames].join('\n') + cause
}
