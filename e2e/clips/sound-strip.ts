export interface ShownPhone {
  readonly symbol: string
  readonly startS: number
  readonly endS: number
}

/** Where and what to draw: pixels of the canvas, seconds of the sound. */
export interface StripView {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fromS: number
  readonly toS: number
}

const LABEL_PX = 18

/** The waveform of a sound between two moments, with its phones below where they are known. */
export class SoundStrip {
  private readonly peak: number

  constructor(
    private readonly samples: Float32Array,
    private readonly sampleRateHz: number,
    private readonly phones: readonly ShownPhone[],
  ) {
    this.peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0.01)
  }

  draw(context: OffscreenCanvasRenderingContext2D, view: StripView): void {
    const { x, y, width, height, fromS, toS } = view
    context.save()
    context.beginPath()
    context.rect(x, y, width, height)
    context.clip()
    context.fillStyle = '#1f2226'
    context.fillRect(x, y, width, height)
    const middle = y + (height - LABEL_PX) / 2
    context.fillStyle = '#8fb8c9'
    for (let column = 0; column < width; column++) {
      const [low, high] = this.range(fromS + ((toS - fromS) * column) / width, fromS + ((toS - fromS) * (column + 1)) / width)
      const scale = (height - LABEL_PX) / 2 / this.peak
      context.fillRect(x + column, middle - high * scale, 1, Math.max(1, (high - low) * scale))
    }
    this.drawPhones(context, view)
    context.restore()
  }

  private drawPhones(context: OffscreenCanvasRenderingContext2D, { x, y, width, height, fromS, toS }: StripView): void {
    context.font = '13px sans-serif'
    context.textAlign = 'center'
    for (const { symbol, startS, endS } of this.phones) {
      if (endS < fromS || startS > toS) continue
      const at = (timeS: number): number => x + (width * (timeS - fromS)) / (toS - fromS)
      context.fillStyle = '#3c4248'
      context.fillRect(Math.round(at(startS)), y, 1, height)
      context.fillStyle = '#d8dde2'
      if (symbol !== 'pau') context.fillText(symbol, (at(startS) + at(endS)) / 2, y + height - 5)
    }
  }

  private range(fromS: number, toS: number): [number, number] {
    const piece = this.samples.subarray(Math.max(0, Math.floor(fromS * this.sampleRateHz)), Math.max(0, Math.ceil(toS * this.sampleRateHz)))
    return piece.reduce<[number, number]>(([low, high], sample) => [Math.min(low, sample), Math.max(high, sample)], [0, 0])
  }
}
