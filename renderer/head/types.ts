/** Public vocabulary of the head. Angles in radians, times in seconds, lengths in centimetres. */

export type HeadTier = 'ultra' | 'high' | 'medium' | 'low'
export type HeadState = 'idle' | 'listening' | 'thinking' | 'speaking'

export type Vec2 = readonly [number, number]
export type Vec3 = readonly [number, number, number]

/** One frame of the animation stream, on the clock of the audio it belongs to. */
export interface HeadFrame {
  /** Presentation time on the audio clock, seconds. */
  readonly timeS: number
  /** 52 coefficients in canonical order; clamped to 0–1 here. */
  readonly coefficients: Float32Array | readonly number[]
  /** Pitch (+ down), yaw (+ to the persona's left), roll; radians. */
  readonly headRotation?: Vec3
  /** −1…1, +x to the viewer's right, +y up; [0, 0] meets the viewer. */
  readonly gaze?: Vec2
}

/** What is drawn at one moment: the stream merged with life. */
export interface HeadPose {
  readonly coefficients: Float32Array
  /** Pitch, yaw, roll; radians. */
  readonly headRotation: [number, number, number]
  readonly gaze: [number, number]
  /** Rise of the chest, 0–1. */
  breath: number
}

/** One frame that was drawn, for whoever measures. Times are wall times as in the worker's messages, ms. */
export interface DrawnFrame {
  /** When drawing it began, and when its commands were handed on. */
  readonly beganAtMs: number
  readonly handedOnAtMs: number
  /** Moment that it was drawn for: when it is expected to be seen. */
  readonly forMs: number
  /** Position of the audio whose face it shows, seconds; null: nothing plays. */
  readonly positionS: number | null
  /** Distance of the lips as drawn, in units of jawOpen. */
  readonly lipGap: number
}

export interface HeadStats {
  readonly tier: HeadTier
  readonly thread: 'worker' | 'main'
  /** Name the graphics driver gives itself. */
  readonly renderer: string
  readonly msPerFrame: { readonly p50: number; readonly p95: number }
  readonly fps: number
  readonly frames: number
  readonly triangles: number
  readonly drawCalls: number
  /** Size drawn, in device pixels; the canvas may show it larger. */
  readonly width: number
  readonly height: number
}
