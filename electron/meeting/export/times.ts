/** `1:02:03`, or `2:03` within the first hour. */
export function clockTime(ms: number): string {
  const { hours, minutes, seconds } = parts(ms)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

/** `01:02:03,045`, as SubRip has it. */
export function subtitleTime(ms: number): string {
  const { hours, minutes, seconds, millis } = parts(ms)
  return `${two(hours)}:${two(minutes)}:${two(seconds)},${String(millis).padStart(3, '0')}`
}

function parts(ms: number): { hours: number; minutes: number; seconds: number; millis: number } {
  const whole = Math.round(ms)
  const seconds = Math.floor(whole / 1000)
  return { hours: Math.floor(seconds / 3600), minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60, millis: whole % 1000 }
}

const two = (n: number): string => String(n).padStart(2, '0')
