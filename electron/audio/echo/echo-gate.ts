import type { EchoReading } from '../../contract/audio.ts'
import { DelayFollower } from './delay-follower.ts'
import { BLOCK_SAMPLES, EchoFilter } from './echo-filter.ts'
import { EchoSuppressor } from './echo-suppressor.ts'

/**
 * Excess over the expected echo from which somebody else is taken to speak: a loud echo strays more, and a voice has to stand out
 * more from it. dB, at and below the level of a soft echo, and what is added for each dB over it.
 */
const NEAR_DB = 3
const SOFT_ECHO_DB = -36
const NEAR_SLOPE = 0.06
const MOST_NEAR_DB = 5.5
/** Speech has gaps; so long the last sign of it counts. */
const NEAR_BLOCKS = 10
/** Played more quietly than this is not played: −80 dBFS. */
const AUDIBLE_POWER = 1e-8
/** Silence of the loudspeaker after which nothing of it is heard: the longest delay and reverberation. */
const OVER_BLOCKS = 64
/** Time in which what is told of the echo follows: 1 s. */
const SMOOTHING = 1 / 64

export interface GatedFrame {
  /** The microphone without the loudspeaker, 16 ms later than it came in. */
  samples: Float32Array<ArrayBuffer>
  /** Null while nothing plays. */
  echo: EchoReading | null
}

/**
 * Takes out of the microphone what the loudspeaker plays, whatever room, delay and level lie between them, and tells
 * whether somebody speaks over it. Works behind a browser's echo canceller as well as without one. Pure: it counts the
 * samples it is given, at 16 kHz, and runs wherever the sound is, about 0.3 ms for each 16 ms while something plays.
 */
export class EchoGate {
  private readonly filter = new EchoFilter()
  private readonly suppressor = new EchoSuppressor()
  private readonly delay = new DelayFollower(this.filter)
  private readonly nothing = new Float32Array(BLOCK_SAMPLES)
  private readonly power = { played: 0, echo: 0, heard: 0, left: 0 }
  private readonly farEnd = new RunningMean()
  private sinceSound = OVER_BLOCKS
  private sinceNear = NEAR_BLOCKS

  /**
   * @param heard of the microphone; a multiple of 256 samples
   * @param played what left for the loudspeaker at that time, as many; null: nothing
   */
  process(heard: Float32Array, played: Float32Array | null): GatedFrame {
    const samples = new Float32Array(heard.length)
    for (let at = 0; at < heard.length; at += BLOCK_SAMPLES) {
      const block = played?.subarray(at, at + BLOCK_SAMPLES) ?? this.nothing
      this.processBlock(heard.subarray(at, at + BLOCK_SAMPLES), block)
      samples.set(this.suppressor.cleaned, at)
    }
    return { samples, echo: this.sinceSound < OVER_BLOCKS ? this.reading() : null }
  }

  /** Sound was lost between the loudspeaker and here: for a while a voice has to be louder to be taken for one. */
  lost(): void {
    this.delay.lost()
  }

  private processBlock(heard: Float32Array, played: Float32Array): void {
    const playedPower = power(played)
    this.sinceSound = playedPower > AUDIBLE_POWER ? 0 : this.sinceSound + 1
    if (this.sinceSound >= OVER_BLOCKS) {
      this.suppressor.process(this.nothing, this.nothing, heard, { nearDb: NEAR_DB, unsteady: false })
      return
    }
    this.filter.process(played, heard)
    const heardPower = power(heard)
    if (this.delay.push(heard, { heard: heardPower, left: power(this.filter.error) })) this.sinceNear = NEAR_BLOCKS
    const nearDb = Math.min(MOST_NEAR_DB, NEAR_DB + Math.max(0, this.echoDb - SOFT_ECHO_DB) * NEAR_SLOPE)
    this.suppressor.process(played, this.filter.echo, this.filter.error, { nearDb, unsteady: this.delay.isUnsteady })
    const isNear = this.suppressor.excessDb > nearDb && !this.delay.isElsewhere
    this.sinceNear = isNear ? 0 : this.sinceNear + 1
    if (this.sinceSound > 0) return
    if (!isNear) this.farEnd.add(heardPower)
    this.follow('played', playedPower)
    this.follow('echo', power(this.filter.echo))
    this.follow('heard', heardPower)
    this.follow('left', power(this.suppressor.cleaned))
  }

  /** What the microphone hears of the loudspeaker alone. */
  private get echoDb(): number {
    return toDb(this.farEnd.value)
  }

  private follow(what: keyof EchoGate['power'], now: number): void {
    this.power[what] += (now - this.power[what]) * SMOOTHING
  }

  private reading(): EchoReading {
    const { played, echo, heard, left } = this.power
    return { near: this.sinceNear < NEAR_BLOCKS, playedDb: toDb(played), echoDb: toDb(echo), heardDb: toDb(heard), leftDb: toDb(left) }
  }
}

/** Of everything at first, of the last second later. */
class RunningMean {
  value = 0
  private count = 0

  add(now: number): void {
    this.count++
    this.value += (now - this.value) * Math.max(SMOOTHING, 1 / this.count)
  }
}

function power(samples: Float32Array): number {
  let sum = 0
  for (let n = 0; n < samples.length; n++) sum += samples[n]! * samples[n]!
  return sum / samples.length
}

const toDb = (mean: number): number => 10 * Math.log10(mean + 1e-10)
