import { z } from 'zod'
import { errorShapeSchema } from './errors.ts'

/** Bodies of the OpenAI-compatible routes, as far as the embedded server reads them. */
export const chatRequestSchema = z.object({
  model: z.string(),
  messages: z
    .array(z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: z.string() }))
    .min(1)
    .max(200),
  stream: z.boolean().default(false),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.number().int().positive().optional(),
})
export type ChatRequest = z.infer<typeof chatRequestSchema>

export const speechRequestSchema = z.object({
  model: z.string(),
  input: z.string().min(1).max(4096),
  voice: z.string().default('default'),
  response_format: z.enum(['pcm', 'wav']).default('wav'),
  /** `sse` sends speech.audio.delta / speech.audio.done events, `audio` the raw bytes as they are made. */
  stream_format: z.enum(['audio', 'sse']).default('audio'),
  speed: z.number().min(0.5).max(2).default(1),
})
export type SpeechRequest = z.infer<typeof speechRequestSchema>

/** Fields of the multipart transcription form beside `file`. `prompt` is used as a draft to verify: it can only make the answer quicker, never change it. */
export const transcriptionFieldsSchema = z.object({
  model: z.string(),
  stream: z.stringbool().default(false),
  response_format: z.enum(['json', 'text', 'verbose_json']).default('json'),
  prompt: z.string().max(4000).default(''),
  language: z.string().max(10).optional(),
})
export type TranscriptionFields = z.infer<typeof transcriptionFieldsSchema>

export const embeddingsRequestSchema = z.object({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(512)]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
})
export type EmbeddingsRequest = z.infer<typeof embeddingsRequestSchema>

/** Parent → inference process. */
export const inferenceCommandSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    host: z.string().default('127.0.0.1'),
    port: z.number().int().min(0).max(65_535).default(0),
    token: z.string().min(16),
    resourcesDir: z.string(),
    modelsDir: z.string(),
    /** Folder of own persona packages: their voices and faces are lent only while consent holds. */
    personasDir: z.string().optional(),
    transcriptionModel: z.enum(['base', 'tiny']).default('base'),
  }),
  z.object({ type: z.literal('ping'), sequence: z.number().int() }),
  /** Offline, the process refuses every connection that leaves the machine. */
  z.object({ type: z.literal('network'), offline: z.boolean() }),
  z.object({ type: z.literal('stop') }),
])
export type InferenceCommand = z.infer<typeof inferenceCommandSchema>
/** What a parent writes: defaulted fields may be left out. */
export type InferenceCommandInput = z.input<typeof inferenceCommandSchema>

/** Inference process → parent. */
export const inferenceReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), host: z.string(), port: z.number().int() }),
  /** Models are loaded and warm; before it, requests wait. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('pong'), sequence: z.number().int(), rssBytes: z.number(), loopDelayP95Ms: z.number() }),
  z.object({ type: z.literal('failed'), error: errorShapeSchema }),
])
export type InferenceReport = z.infer<typeof inferenceReportSchema>

export const inferenceStatusSchema = z.enum(['starting', 'ready', 'restarting', 'failed', 'stopped'])
export type InferenceStatus = z.infer<typeof inferenceStatusSchema>

/** `GET /health` */
export const healthSchema = z.object({
  status: z.enum(['starting', 'ready']),
  uptimeS: z.number(),
  /** Everything that runs or waits. */
  streams: z.number().int(),
  /** Servers of the first days say nothing of it. */
  animation: z.object({ streams: z.number().int(), maxStreams: z.number().int() }).optional(),
})
