/** What the Realtime conformance server does wrong when it is asked to. */
export const REALTIME_FAULTS = [
  /** Takes the socket and says nothing, not even that a session is there. */
  'noSession',
  /** Takes the question, answers nothing. */
  'silent',
  /** The same, but says all the time that it is still there. */
  'keepsAlive',
  /** Everything comes late. */
  'late',
  /** The connection breaks in the middle of the sound. */
  'cutOff',
  /** The protocol's own error, in the middle. */
  'errorEvent',
  /** The response fails because a rate limit is reached. */
  'rateLimited',
  /** The session's hour is over when the question comes. */
  'sessionExpired',
  /** Answers something that nobody asked for at the same time. */
  'twoAnswers',
  /** Words without an end, and no sound. */
  'endlessWords',
  /** Says that its sound is of another rate. */
  'otherRate',
  /** Something that is no JSON. */
  'malformed',
  /** Sound that is no base64. */
  'badSound',
  /** Sound before the response is said to have begun, its words after it, and the end of the sound after the response's. */
  'wrongOrder',
  /** One message of many megabytes. */
  'hugeDelta',
  /** Every second message ends in the middle of a sample. */
  'halfSamples',
  'noWords',
  'noSound',
] as const
export type RealtimeFault = (typeof REALTIME_FAULTS)[number]

export interface RealtimeServerOptions {
  fault?: RealtimeFault
  /** Whoever does not show it is turned away. */
  key?: string
  /** Turns everybody away. */
  status?: number
  tls?: { key: string; cert: string }
  /** Which names it has for events, and which shape for its session; `both` says everything twice. */
  generation?: 'current' | 'former' | 'both'
  /** Says that its sessions are of one generation and takes the other's settings. */
  mislabelled?: boolean
  /** Whatever else is asked for, it doesn’t know. */
  model?: string
  voices?: readonly string[]
  /** Its sessions say that they end so soon. */
  expiresInS?: number
  /** So many questions are answered in one session, then its hour is over. */
  questionsPerSession?: number
  /** Sound of an answer, mono 24 kHz; left out: a hum of its length. */
  speak?: (text: string) => Promise<Int16Array>
  /** Between two pieces of sound, ms. */
  paceMs?: number
  /** What is said to a question; left out: the first two sentences of the first passage in the instructions. */
  answer?: (instructions: string) => string
}

export interface RealtimeConformanceServer {
  /** `ws://127.0.0.1:port/v1/realtime`, or `wss:`. */
  readonly url: string
  /** What a client did against the protocol, in words; empty for a good one. */
  readonly complaints: readonly string[]
  /** Each question: its words, or seconds of its sound. */
  readonly questions: readonly (string | number)[]
  /** Told as said before, with whose it was. */
  readonly told: readonly string[]
  readonly instructions: readonly string[]
  readonly cancelled: number
  /** Who was refused before there was a socket. */
  readonly turnedAway: number
  /** Voices that sessions asked for. */
  readonly voices: readonly string[]
  /** Of which of its items' sound how much was said to have been heard, ms; null: the item was deleted. */
  readonly truncated: readonly (number | null)[]
  /** Sockets that are open now, and that ever were. */
  readonly sockets: { open: number; ever: number }
  close(): Promise<void>
}
