/** The last four seconds of a sound, by the number of the sample since its beginning. */
const SAMPLES = 1 << 16
const MASK = SAMPLES - 1

export class Tape {
  private readonly kept = new Float32Array(SAMPLES)
  /** Number of the sample after the newest. */
  end = 0

  push(samples: Float32Array): void {
    for (let n = 0; n < samples.length; n++) this.kept[(this.end + n) & MASK] = samples[n]!
    this.end += samples.length
  }

  /** Zeros stand for what is not there yet, or not any more. */
  read(from: number, length: number): Float32Array<ArrayBuffer> {
    const samples = new Float32Array(length)
    const first = Math.max(from, this.end - SAMPLES, 0)
    const last = Math.min(from + length, this.end)
    for (let at = first; at < last; at++) samples[at - from] = this.kept[at & MASK]!
    return samples
  }

  /** Whether any sample of that stretch is louder than `level`. */
  exceeds(level: number, from: number, to: number): boolean {
    for (let at = Math.max(from, this.end - SAMPLES, 0); at < Math.min(to, this.end); at++) if (Math.abs(this.kept[at & MASK]!) > level) return true
    return false
  }
}
