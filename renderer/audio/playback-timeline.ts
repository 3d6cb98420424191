/** One scheduled stretch of an answer, in frames of the audio context. */
interface Segment {
  whenFrame: number
  startMs: number
  frames: number
}

/**
 * Where each stretch of an answer lies on the audio context's clock, and so what of the answer is heard at a moment.
 * Counts in whole frames: two stretches that follow each other then meet on the same sample, without a click.
 */
export class PlaybackTimeline {
  private readonly segments: Segment[] = []

  /**
   * @param sampleRateHz rate of the answer and of the context
   * @param leadFrames distance kept between «now» and a stretch that starts at once; shorter than the time between two
   *   callbacks of the sound device, its beginning would be lost
   */
  constructor(
    private readonly sampleRateHz: number,
    private readonly leadFrames: number,
  ) {}

  /**
   * Finds the place of the next stretch: straight after the one before it as `startMs` says, or, when that moment has
   * passed (the answer came too slowly), as soon as possible.
   * @returns frame of the context at which it starts
   */
  schedule(startMs: number, frames: number, nowFrame: number): number {
    const earliest = Math.ceil(nowFrame + this.leadFrames)
    const last = this.segments.at(-1)
    const due = last ? last.whenFrame + this.gapAwareOffset(last, startMs) : earliest
    const whenFrame = last && due >= nowFrame ? due : Math.max(due, earliest)
    this.segments.push({ whenFrame, startMs, frames })
    return whenFrame
  }

  /** What is heard when the context stands at `frame`: ms on the answer's clock, null before its first sample. */
  positionMs(frame: number): number | null {
    const index = this.segments.findLastIndex((segment) => segment.whenFrame <= frame)
    const segment = this.segments[index]
    if (!segment) return null
    const next = this.segments[index + 1]
    const limitMs = next ? next.startMs : segment.startMs + this.toMs(segment.frames)
    return Math.min(segment.startMs + this.toMs(frame - segment.whenFrame), Math.max(limitMs, segment.startMs))
  }

  /** Frame after the last scheduled sample; null when nothing was scheduled. */
  get endFrame(): number | null {
    const last = this.segments.at(-1)
    return last ? last.whenFrame + last.frames : null
  }

  /** A stretch that begins where the last one ends follows it on the sample; rounding of `startMs` must not open a gap. */
  private gapAwareOffset(last: Segment, startMs: number): number {
    const offset = Math.round(((startMs - last.startMs) / 1000) * this.sampleRateHz)
    return Math.abs(offset - last.frames) <= this.sampleRateHz / 500 ? last.frames : Math.max(offset, last.frames)
  }

  private toMs(frames: number): number {
    return (frames / this.sampleRateHz) * 1000
  }
}
