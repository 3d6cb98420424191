/** What a conformance server does wrong when it is asked to. */
export const FAULTS = [
  /** The first frame comes late, everything else at once. */
  'slowFirstFrame',
  /** Everything comes late. */
  'late',
  /** Neighbouring frames, or answers, change places. */
  'outOfOrder',
  /** A frame has one value too few. */
  'wrongCount',
  /** The connection breaks in the middle. */
  'cutOff',
  /** The protocol's own error, in the middle. */
  'errorStatus',
  /** The sound is taken, nothing is answered. */
  'silence',
  /** Bytes that mean nothing. */
  'garbage',
] as const
export type Fault = (typeof FAULTS)[number]

export interface ConformanceServerOptions {
  fault?: Fault
  /** Whoever does not show it is turned away. */
  key?: string
  tls?: { key: string; cert: string }
}

export interface ConformanceServer {
  /** `http://127.0.0.1:port`, or `https:`. */
  readonly url: string
  /** What a client did against the protocol, in words; empty for a good one. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** How long the slow ones take: longer than anything here takes by itself, shorter than a test. */
export const SLOW_MS = 250
