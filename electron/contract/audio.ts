import { z } from 'zod'

/** Everything that listens works at this rate. */
export const CAPTURE_SAMPLE_RATE_HZ = 16_000
/** Samples per capture frame: 32 ms at 16 kHz, what Silero reads. */
export const CAPTURE_FRAME_SAMPLES = 512
export const CAPTURE_FRAME_MS = (CAPTURE_FRAME_SAMPLES / CAPTURE_SAMPLE_RATE_HZ) * 1000
/** Sound kept from before the key went down, so that the first word is whole. */
export const PRE_ROLL_MS = 300
/** Longest wait after key-up for the last word to end. */
export const MAX_DRAIN_MS = 350

/** Views on any kind of buffer; what crosses a port has always its own. */
export const samplesSchema = z.custom<Float32Array>((value) => value instanceof Float32Array)
export const pcmSchema = z.custom<Int16Array>((value) => value instanceof Int16Array)
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** `no_signal`: the device delivers exact zeros or nothing, which is not the same as a quiet room. */
export const inputLevelSchema = z.object({
  rmsDb: z.number(),
  peakDb: z.number(),
  speechProbability: z.number().min(0).max(1),
  signal: z.enum(['ok', 'silent', 'no_signal']),
})
export type InputLevel = z.infer<typeof inputLevelSchema>

/**
 * What the echo gate tells of the loudspeaker in the microphone, while something plays. Levels are dB below full scale, smoothed
 * over a second.
 */
export const echoReadingSchema = z.object({
  /** Somebody is heard whom the loudspeaker does not explain. */
  near: z.boolean(),
  playedDb: z.number(),
  /** What of it the microphone hears. */
  echoDb: z.number(),
  /** What the microphone hears in all, as it comes and cleaned. */
  heardDb: z.number(),
  leftDb: z.number(),
})
export type EchoReading = z.infer<typeof echoReadingSchema>

/** Page → main over the microphone port: one transferred frame, or a change of the device. */
export const microphoneMessageSchema = z.discriminatedUnion('type', [
  /** Without the loudspeaker; `echo` says how much of it there was, while something plays; `whole` is system sound with our own in it. */
  z.object({ type: z.literal('frame'), samples: samplesSchema, whole: samplesSchema.optional(), echo: echoReadingSchema.optional() }),
  z.object({ type: z.literal('started'), label: z.string() }),
  z.object({ type: z.literal('ended'), reason: z.enum(['stopped', 'device_lost', 'no_device', 'permission_denied', 'failed']) }),
])
export type MicrophoneMessage = z.infer<typeof microphoneMessageSchema>

export const hushLevelSchema = z.enum(['off', 'ducked', 'paused'])
export type HushLevel = z.infer<typeof hushLevelSchema>

/** Main → page over the playback port. `timeMs` counts on the answer's audio clock. */
export const playbackCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), turnId: z.string(), sampleRateHz: z.number().int().positive() }),
  z.object({ type: z.literal('audio'), turnId: z.string(), startMs: z.number(), pcm: pcmSchema }),
  /** Frames packed by animation/frame-codec.ts. */
  z.object({ type: z.literal('frames'), turnId: z.string(), packed: bytesSchema }),
  z.object({ type: z.literal('end'), turnId: z.string(), durationMs: z.number() }),
  z.object({ type: z.literal('flush'), turnId: z.string() }),
  /** Somebody may be about to interrupt: softer, or silent for now; `off` goes on where it stopped. */
  z.object({ type: z.literal('hush'), turnId: z.string(), level: hushLevelSchema }),
])
export type PlaybackCommand = z.infer<typeof playbackCommandSchema>

/** Page → main: what was really played. */
export const playbackReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('first_audio'), turnId: z.string(), atEpochMs: z.number() }),
  z.object({ type: z.literal('first_frame'), turnId: z.string(), atEpochMs: z.number() }),
  z.object({ type: z.literal('position'), turnId: z.string(), heardMs: z.number().nonnegative() }),
  z.object({ type: z.literal('finished'), turnId: z.string(), heardMs: z.number().nonnegative() }),
  z.object({ type: z.literal('flushed'), turnId: z.string(), heardMs: z.number().nonnegative(), atEpochMs: z.number() }),
])
export type PlaybackReport = z.infer<typeof playbackReportSchema>
