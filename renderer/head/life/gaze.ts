import type { HeadState, Vec2 } from '../types.ts'
import type { Random } from './random.ts'

interface Saccade {
  from: Vec2
  to: Vec2
  startS: number
  durationS: number
}

/** How a state looks about. Offsets and jitter in gaze units (1 = the edge of comfortable eye movement). */
interface GazeHabit {
  /** Seconds a look at the viewer lasts. */
  readonly meetS: Vec2
  /** Seconds a look away lasts. */
  readonly awayS: Vec2
  /** Chance that a look at the viewer is followed by one away. */
  readonly awayChance: number
  readonly away: (random: Random) => Vec2
}

const sideways = (random: Random): Vec2 => [
  (random.chance(0.5) ? -1 : 1) * random.between(0.25, 0.5),
  random.between(-0.2, 0.12),
]
/** People who search for words look up or aside, and keep to one side for a while. */
const searching = (random: Random): Vec2 => [random.between(0.2, 0.5), random.between(0.12, 0.42)]

const HABITS: Record<HeadState, GazeHabit> = {
  idle: { meetS: [2.5, 6], awayS: [0.7, 1.8], awayChance: 0.55, away: sideways },
  listening: { meetS: [4, 9], awayS: [0.3, 0.7], awayChance: 0.2, away: sideways },
  thinking: { meetS: [0.25, 0.5], awayS: [0.8, 1.7], awayChance: 1, away: searching },
  speaking: { meetS: [2.2, 5], awayS: [0.4, 0.9], awayChance: 0.4, away: sideways },
}

/** Fixations wander over the viewer's eyes and mouth. */
const FIXATION_JITTER: Vec2 = [0.035, 0.025]
const FIXATION_S: Vec2 = [0.35, 1.3]

/** Where the eyes look: fixations joined by saccades, planned as events. */
export class Gaze {
  private saccade: Saccade = { from: [0, 0], to: [0, 0], startS: 0, durationS: 0 }
  private anchor: Vec2 = [0, 0]
  private away = false
  private nextFixationS: number | null = null
  private nextLookS = 0
  private state: HeadState = 'idle'
  private side: 1 | -1

  constructor(private readonly random: Random) {
    this.side = random.chance(0.5) ? 1 : -1
  }

  /** Gaze offset from the viewer; `shifted` is the size of a saccade begun by this call. */
  update(nowS: number, state: HeadState): { gaze: [number, number]; shifted: number } {
    let shifted = 0
    if (this.nextFixationS === null) {
      this.state = state
      this.nextLookS = nowS + this.random.between(...HABITS[state].meetS)
      this.nextFixationS = nowS + this.random.between(...FIXATION_S)
    }
    if (state !== this.state) {
      this.state = state
      this.side = this.random.chance(0.5) ? 1 : -1
      // Thinking looks away at once; every other change of turn begins by meeting the viewer.
      shifted = this.look(nowS, state === 'thinking')
    }
    if (nowS >= this.nextLookS) {
      shifted = this.look(this.nextLookS, !this.away && this.random.chance(HABITS[state].awayChance))
    } else if (nowS >= this.nextFixationS) {
      shifted = this.fixate(this.nextFixationS)
    }
    return { gaze: this.at(nowS), shifted }
  }

  private look(atS: number, away: boolean): number {
    const habit = HABITS[this.state]
    this.away = away
    const target = away ? habit.away(this.random) : ([0, 0] as Vec2)
    this.anchor = this.state === 'thinking' ? [this.side * target[0], target[1]] : target
    this.nextLookS = atS + this.random.between(...(away ? habit.awayS : habit.meetS))
    return this.fixate(atS)
  }

  private fixate(atS: number): number {
    const from = this.at(atS)
    const to: Vec2 = [
      this.anchor[0] + FIXATION_JITTER[0] * this.random.normal(),
      this.anchor[1] + FIXATION_JITTER[1] * this.random.normal(),
    ]
    const size = Math.hypot(to[0] - from[0], to[1] - from[1])
    // Main sequence of saccades: about 20 ms and 2.2 ms a degree; one gaze unit is about 25 degrees.
    this.saccade = { from, to, startS: atS, durationS: 0.02 + 0.0022 * 25 * size }
    this.nextFixationS = atS + this.saccade.durationS + this.random.between(...FIXATION_S)
    return size
  }

  private at(nowS: number): [number, number] {
    const { from, to, startS, durationS } = this.saccade
    const t = durationS > 0 ? Math.min(Math.max((nowS - startS) / durationS, 0), 1) : 1
    const s = t * t * (3 - 2 * t)
    return [from[0] + (to[0] - from[0]) * s, from[1] + (to[1] - from[1]) * s]
  }
}
