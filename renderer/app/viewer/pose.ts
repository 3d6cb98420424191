import { createStore, type StoreApi } from 'zustand/vanilla'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX, type CoefficientName } from '../../../electron/contract/coefficients.ts'
import type { StillPose } from '../../head/index.ts'
import type { CoefficientSet } from '../../head/presets.ts'

/** Farthest turn of the head that a maker may ask for, degrees: pitch, yaw, roll. */
export const MOST_DEG = [20, 30, 20] as const
/** As far as the portrait that ships holds together; sliders go farther. */
const TURNTABLE_DEG = 20
const TURNTABLE_PERIOD_MS = 9_000

export interface Pose {
  /** By hand, or left to life and to what is played. */
  mode: 'alive' | 'posed'
  /** 52, canonical order. */
  coefficients: readonly number[]
  /** Pitch (+ down), yaw (+ to the persona's left), roll. */
  rotationDeg: readonly [number, number, number]
  /** −1…1: to the viewer's right, up. */
  gaze: readonly [number, number]
  turning: boolean
}

const REST: Omit<Pose, 'mode'> = { coefficients: new Array<number>(COEFFICIENT_COUNT).fill(0), rotationDeg: [0, 0, 0], gaze: [0, 0], turning: false }

/** What a maker has set, and how it is handed to the head. */
export class PoseBench {
  readonly store: StoreApi<Pose> = createStore<Pose>(() => ({ mode: 'alive', ...REST }))

  setCoefficient(name: CoefficientName, value: number): void {
    const coefficients = [...this.store.getState().coefficients]
    coefficients[COEFFICIENT_INDEX[name]] = value
    this.store.setState({ mode: 'posed', coefficients })
  }

  /** What the preset does not name is 0. */
  apply(preset: CoefficientSet): void {
    const coefficients = [...REST.coefficients]
    for (const [name, value] of Object.entries(preset)) coefficients[COEFFICIENT_INDEX[name as CoefficientName]] = value
    this.store.setState({ mode: 'posed', coefficients })
  }

  turn(axis: 0 | 1 | 2, degrees: number): void {
    const rotationDeg = [...this.store.getState().rotationDeg] as [number, number, number]
    rotationDeg[axis] = degrees
    this.store.setState({ mode: 'posed', rotationDeg, ...(axis === 1 ? { turning: false } : {}) })
  }

  look(axis: 0 | 1, value: number): void {
    const gaze = [...this.store.getState().gaze] as [number, number]
    gaze[axis] = value
    this.store.setState({ mode: 'posed', gaze })
  }

  setTurning(turning: boolean): void {
    this.store.setState({ turning, ...(turning ? { mode: 'posed' } : {}) })
  }

  /** Every slider at rest; the head stays still. */
  reset(): void {
    this.store.setState({ mode: 'posed', ...REST })
  }

  live(): void {
    this.store.setState({ mode: 'alive', turning: false })
  }
}

/** The pose as the head takes it; null leaves the head to life. @param nowMs of the turntable */
export function stillOf({ mode, coefficients, rotationDeg, gaze, turning }: Pose, nowMs: number): StillPose | null {
  if (mode === 'alive') return null
  const yaw = turning ? TURNTABLE_DEG * Math.sin((2 * Math.PI * nowMs) / TURNTABLE_PERIOD_MS) : rotationDeg[1]
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  return {
    coefficients: Float32Array.from(coefficients),
    headRotation: [radians(rotationDeg[0]), radians(yaw), radians(rotationDeg[2])],
    gaze: [gaze[0], gaze[1]],
  }
}

/** Where on a face a coefficient is at work. */
export type Region = 'Brows' | 'Lids' | 'Gaze' | 'Cheeks and nose' | 'Jaw' | 'Lips' | 'Corners of the mouth' | 'Tongue'

export function regionOf(name: CoefficientName): Region {
  if (name.startsWith('brow')) return 'Brows'
  if (name.startsWith('eyeLook')) return 'Gaze'
  if (name.startsWith('eye')) return 'Lids'
  if (/^(?:cheek|nose)/.test(name)) return 'Cheeks and nose'
  if (name.startsWith('jaw')) return 'Jaw'
  if (name.startsWith('tongue')) return 'Tongue'
  return /^mouth(?:Smile|Frown|Dimple|Stretch|Left|Right|Press)/.test(name) ? 'Corners of the mouth' : 'Lips'
}

export const REGIONS: readonly Region[] = ['Brows', 'Lids', 'Gaze', 'Cheeks and nose', 'Jaw', 'Lips', 'Corners of the mouth', 'Tongue']
