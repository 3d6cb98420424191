import { z } from 'zod'

/** Where one of the four roles is served: by our embedded server, or any compatible one. */
export const endpointSchema = z.object({
  kind: z.enum(['embedded', 'custom']).default('embedded'),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  model: z.string().min(1).max(200).optional(),
  voice: z.string().min(1).max(200).optional(),
})
export type Endpoint = z.infer<typeof endpointSchema>

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

export const roleSchema = z.enum(['language', 'transcription', 'speech', 'animation'])
export type Role = z.infer<typeof roleSchema>

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
  volume: z.number().min(0).max(1).default(1),
  subtitles: z.boolean().default(true),
  /** Closing the window leaves the hold key working; the tray icon ends the app. */
  closeToTray: z.boolean().default(true),
  qualityTier: z.enum(['auto', 'ultra', 'high', 'medium', 'low']).default('auto'),
  endpoints: z
    .object({
      language: endpointSchema.prefault({}),
      transcription: endpointSchema.prefault({}),
      speech: endpointSchema.prefault({}),
      animation: animationEndpointSchema.prefault({}),
    })
    .prefault({}),
})
export type Settings = z.infer<typeof settingsSchema>

const { shape } = settingsSchema

/**
 * Some of the settings; what is left out stays as it is. The defaults are taken off because zod fills them in for optional
 * fields too, so that changing one setting would reset all others. `endpoints` is replaced as a whole.
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
    volume: shape.volume.unwrap(),
    subtitles: shape.subtitles.unwrap(),
    closeToTray: shape.closeToTray.unwrap(),
    qualityTier: shape.qualityTier.unwrap(),
    endpoints: shape.endpoints.unwrap(),
  })
  .partial() satisfies z.ZodType<Partial<Settings>>
export type SettingsPatch = z.infer<typeof settingsPatchSchema>
