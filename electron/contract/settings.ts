import { z } from 'zod'

/** Where one of the four roles is served: by our embedded server, or any compatible one. */
export const endpointSchema = z.object({
  kind: z.enum(['embedded', 'custom']).default('embedded'),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  model: z.string().min(1).max(200).optional(),
  voice: z.string().min(1).max(200).optional(),
})
export type Endpoint = z.infer<typeof endpointSchema>

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
  volume: z.number().min(0).max(1).default(1),
  subtitles: z.boolean().default(true),
  qualityTier: z.enum(['auto', 'ultra', 'high', 'medium', 'low']).default('auto'),
  endpoints: z
    .object({
      language: endpointSchema.prefault({}),
      transcription: endpointSchema.prefault({}),
      speech: endpointSchema.prefault({}),
      animation: endpointSchema.prefault({}),
    })
    .prefault({}),
})
export type Settings = z.infer<typeof settingsSchema>

export const settingsPatchSchema = settingsSchema.partial()
export type SettingsPatch = z.infer<typeof settingsPatchSchema>
