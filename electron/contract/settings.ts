import { z } from 'zod'
import { answerModeSchema, personaIdSchema } from './persona.ts'

/** Where one of the four roles is served: by our embedded server, or any compatible one. */
export const endpointSchema = z.object({
  kind: z.enum(['embedded', 'custom']).default('embedded'),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  model: z.string().min(1).max(200).optional(),
  voice: z.string().min(1).max(200).optional(),
})
export type Endpoint = z.infer<typeof endpointSchema>

/** Who speaks, where it is neither our own engine nor a server with OpenAI's API. */
export const speechProviderSchema = z.enum(['azure'])
export type SpeechProvider = z.infer<typeof speechProviderSchema>

export const speechEndpointSchema = endpointSchema.extend({
  /** Left out: OpenAI's API. At Azure `baseUrl` is that of its speech (`https://REGION.tts.speech.microsoft.com`), and `model` has no meaning. */
  provider: speechProviderSchema.optional(),
})
export type SpeechEndpoint = z.infer<typeof speechEndpointSchema>

/** Who animates the face where it is not our embedded model: another server of ours, NVIDIA Audio2Face-3D, or a Triton. */
export const animationProviderSchema = z.enum(['understudy', 'audio2face-3d', 'triton'])
export type AnimationProvider = z.infer<typeof animationProviderSchema>

/** `model` is the name of the model on a Triton. */
export const animationEndpointSchema = endpointSchema.extend({
  /** Left out: `understudy`. */
  provider: animationProviderSchema.optional(),
  /** The hosted Audio2Face-3D's choice of character. */
  functionId: z.string().min(1).max(200).optional(),
})
export type AnimationEndpoint = z.infer<typeof animationEndpointSchema>

/**
 * A server that hears the question and speaks the answer itself, in OpenAI's Realtime protocol. `embedded`: nobody does, and every role
 * does its part. The address may be that of the socket (`wss://host/v1/realtime?model=…`) or of the API (`https://host/v1`).
 */
export const realtimeEndpointSchema = endpointSchema.extend({
  baseUrl: z.url({ protocol: /^(?:wss?|https?)$/ }).optional(),
})
export type RealtimeEndpoint = z.infer<typeof realtimeEndpointSchema>

export const roleSchema = z.enum(['language', 'transcription', 'speech', 'animation'])
export type Role = z.infer<typeof roleSchema>

/** What has a test in the settings. */
export const testableSchema = z.enum([...roleSchema.options, 'realtime'])
export type Testable = z.infer<typeof testableSchema>

/** A place in the key vault: that of a role or of the Realtime server, or of one persona's own. */
export const keySlotSchema = z.union([testableSchema, z.templateLiteral(['animation/', personaIdSchema]), z.templateLiteral(['realtime/', personaIdSchema])])
export type KeySlot = z.infer<typeof keySlotSchema>

/** Scheme, host and port that a key is for: it is sent nowhere else. */
export const keyPlaceSchema = z.object({ slot: keySlotSchema, origin: z.url({ protocol: /^https?$/ }).refine((url) => originOf(url) === url) })
export type KeyPlace = z.infer<typeof keyPlaceSchema>

/** Of an address, `https://host:8000` say, also for a socket there (`wss:`); null where it is none. */
export function originOf(address: string | undefined): string | null {
  const page = address?.replace(/^ws(?=s?:)/i, 'http')
  if (page === undefined || !URL.canParse(page)) return null
  const { protocol, origin } = new URL(page)
  return protocol === 'http:' || protocol === 'https:' ? origin : null
}

export const settingsSchema = z.object({
  firstRunDone: z.boolean().default(false),
  personaId: z.string().default('iris-valdane'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** uiohook key name, e.g. `F8` or `RightCtrl`. */
  holdKey: z.string().min(1).max(40).default('F8'),
  microphoneId: z.string().max(400).default('default'),
  captureSource: z.enum(['page', 'native']).default('page'),
  transcriptionModel: z.enum(['base', 'tiny']).default('base'),
  /** The microphone listens without a key; only where the first run is done. */
  alwaysOn: z.boolean().default(false),
  /** The persona says in a few words that it is thinking, where an answer is late. */
  acknowledge: z.boolean().default(true),
  volume: z.number().min(0).max(1).default(1),
  subtitles: z.boolean().default(true),
  /** Closing the window leaves the hold key working; the tray icon ends the app. */
  closeToTray: z.boolean().default(true),
  qualityTier: z.enum(['auto', 'ultra', 'high', 'medium', 'low']).default('auto'),
  endpoints: z
    .object({
      language: endpointSchema.prefault({}),
      transcription: endpointSchema.prefault({}),
      speech: speechEndpointSchema.prefault({}),
      animation: animationEndpointSchema.prefault({}),
      realtime: realtimeEndpointSchema.prefault({}),
    })
    .prefault({}),
  /** Personas with a choice of their own who animates them; all others have that of `endpoints`. It belongs to this machine: no package brings one. */
  personaFaces: z.record(personaIdSchema, animationEndpointSchema).default({}),
  /** The same for who hears and answers in one; without an address it is the app's server, in this persona's own voice. */
  personaRealtime: z.record(personaIdSchema, realtimeEndpointSchema).default({}),
  /** Personas that are asked to answer otherwise than they usually do; never freer than their owner allows. */
  answerModes: z.record(personaIdSchema, answerModeSchema).default({}),
})
export type Settings = z.infer<typeof settingsSchema>

const { shape } = settingsSchema

/**
 * Some of the settings; what is left out stays as it is. The defaults are taken off because zod fills them in for optional
 * fields too, so that changing one setting would reset all others. `endpoints`, `personaFaces`, `personaRealtime` and `answerModes` are
 * replaced as a whole.
 */
export const settingsPatchSchema = z
  .object({
    firstRunDone: shape.firstRunDone.unwrap(),
    personaId: shape.personaId.unwrap(),
    theme: shape.theme.unwrap(),
    holdKey: shape.holdKey.unwrap(),
    microphoneId: shape.microphoneId.unwrap(),
    captureSource: shape.captureSource.unwrap(),
    transcriptionModel: shape.transcriptionModel.unwrap(),
    alwaysOn: shape.alwaysOn.unwrap(),
    acknowledge: shape.acknowledge.unwrap(),
    volume: shape.volume.unwrap(),
    subtitles: shape.subtitles.unwrap(),
    closeToTray: shape.closeToTray.unwrap(),
    qualityTier: shape.qualityTier.unwrap(),
    endpoints: shape.endpoints.unwrap(),
    personaFaces: shape.personaFaces.unwrap(),
    personaRealtime: shape.personaRealtime.unwrap(),
    answerModes: shape.answerModes.unwrap(),
  })
  .partial() satisfies z.ZodType<Partial<Settings>>
export type SettingsPatch = z.infer<typeof settingsPatchSchema>
