import { z } from 'zod'

/**
 * The animation stream: WebSocket `/v1/animation`.
 *
 * Client: one JSON `start`, then binary messages of PCM16 LE mono, any of them after a JSON `phones` where the client knows what
 * is said when, or after a JSON `emotion` where another feeling begins, then JSON `end` (or `cancel`, or a closed socket).
 * Server: one JSON `ready`, then binary messages of one or more frames, then one JSON `done` or `error`.
 *
 * A binary frame is 240 bytes, little-endian: u32 index, f64 presentation time in seconds of the audio, 52 × f32
 * coefficients in canonical order, 3 × f32 head rotation, 2 × f32 gaze. Frames concatenated in one message follow each
 * other without padding.
 */
export const ANIMATION_PROTOCOL_VERSION = 1
export const ANIMATION_PATH = '/v1/animation'
export const ANIMATION_FRAME_BYTES = 240

export const EMOTION_NAMES = ['neutral', 'joy', 'anger', 'sadness', 'surprise', 'concern'] as const

export const animationEmotionSchema = z.object({
  name: z.enum(EMOTION_NAMES),
  strength: z.number().min(0).max(1),
})
export type AnimationEmotion = z.infer<typeof animationEmotionSchema>

/** What a face shows at one moment of the audio. */
export interface AnimationFrame {
  /** Counts from 0 without gaps. */
  index: number
  /** Presentation time in seconds, on the audio's own clock. */
  timeS: number
  /** 52 coefficients in canonical order, 0…1. */
  coefficients: Float32Array
  /** Radians: pitch (positive = down), yaw (positive = towards the persona's left), roll (positive = towards the persona's left shoulder). */
  headRotation: [number, number, number]
  /** −1…1: x to the viewer's right, y up; [0, 0] looks at the viewer. */
  gaze: [number, number]
}

export const animationStartSchema = z.object({
  type: z.literal('start'),
  version: z.literal(ANIMATION_PROTOCOL_VERSION).optional(),
  sampleRate: z.number().int().min(8_000).max(192_000),
  fps: z.number().min(24).max(60).default(60),
  persona: z.string().max(200).optional(),
  emotion: animationEmotionSchema.optional(),
  provider: z.string().max(100).optional(),
})
export type AnimationStart = z.input<typeof animationStartSchema>

/**
 * What a client knows of the speech that it sends: when which phone is heard, in seconds of the stream's audio. Comes before
 * the sound in question, for part of it or for all; there the mouth follows the phones instead of the sound.
 */
export const animationPhonesSchema = z.object({
  type: z.literal('phones'),
  phones: z
    .array(
      z.object({
        /** ARPAbet in lower case without stress, `pau` for silence. */
        symbol: z.string().regex(/^[a-z]{1,3}$/),
        startS: z.number().nonnegative(),
        endS: z.number().nonnegative(),
      }),
    )
    .max(10_000),
})
export type AnimationPhone = z.infer<typeof animationPhonesSchema>['phones'][number]

/** How the sound that follows is felt; a face goes over to it. */
export const animationFeelingSchema = z.object({ type: z.literal('emotion'), emotion: animationEmotionSchema })

export const animationEndSchema = z.object({ type: z.literal('end') })
export const animationCancelSchema = z.object({ type: z.literal('cancel') })

export const animationClientMessageSchema = z.discriminatedUnion('type', [
  animationStartSchema,
  animationPhonesSchema,
  animationFeelingSchema,
  animationEndSchema,
  animationCancelSchema,
])
export type AnimationClientMessage = z.infer<typeof animationClientMessageSchema>

export const animationReadySchema = z.object({
  type: z.literal('ready'),
  version: z.number().int(),
  fps: z.number().positive(),
  channels: z.array(z.string()),
  /** The server takes `phones`; servers of the first days say nothing of it. */
  phones: z.boolean().optional(),
  /** Likewise `emotion`. */
  emotions: z.boolean().optional(),
})
export type AnimationReady = z.infer<typeof animationReadySchema>

export const animationDoneSchema = z.object({
  type: z.literal('done'),
  frames: z.number().int().nonnegative(),
  stats: z.object({
    audioMs: z.number().nonnegative(),
    /** From the first audio chunk to the first frame sent; null when there was no frame. */
    firstFrameMs: z.number().nonnegative().nullable(),
    /** Computing time over audio time; of a provider elsewhere, the time until its last frame over audio time. */
    realTimeFactor: z.number().nonnegative(),
    /** Coefficients that lay outside 0…1 before clamping. */
    clamped: z.number().int().nonnegative(),
    /** Who was asked for the face, where it is not our own model. */
    provider: z.string().optional(),
    /** Frames of our own model, shown because the provider's came too late. */
    bridged: z.number().int().nonnegative().optional(),
    /** From this moment of the audio on our own model went on in the provider's place, and why. */
    fallback: z.object({ atMs: z.number().nonnegative(), code: z.string(), message: z.string() }).optional(),
  }),
})
export type AnimationDone = z.infer<typeof animationDoneSchema>

export const animationErrorSchema = z.object({
  type: z.literal('error'),
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
})
export type AnimationErrorMessage = z.infer<typeof animationErrorSchema>

export const animationServerMessageSchema = z.discriminatedUnion('type', [
  animationReadySchema,
  animationDoneSchema,
  animationErrorSchema,
])
export type AnimationServerMessage = z.infer<typeof animationServerMessageSchema>
