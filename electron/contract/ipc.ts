import { z } from 'zod'
import { bytesSchema, inputLevelSchema } from './audio.ts'
import { errorShapeSchema } from './errors.ts'
import { inferenceStatusSchema } from './inference.ts'
import { consentStateSchema } from './persona.ts'
import { roleSchema, settingsPatchSchema, settingsSchema } from './settings.ts'
import { turnEventSchema, turnRecordSchema } from './turn.ts'

/** What the page knows of the active persona. */
export const personaSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  organisation: z.string(),
  disclosure: z.string(),
  consent: consentStateSchema,
  headUrl: z.string(),
  documents: z.number().int(),
  /** Questions a newcomer may start with; all of them have an answer in the corpus. */
  suggestedQuestions: z.array(z.string()),
})

export const appStatusSchema = z.object({
  version: z.string(),
  inference: inferenceStatusSchema,
  persona: personaSummarySchema,
  /** `hold`: key-up is seen while another app has the focus. `toggle`: press once, press again. */
  hotkey: z.object({ key: z.string(), mode: z.enum(['hold', 'toggle', 'unavailable']), problem: z.string().nullable() }),
  keyStorage: z.enum(['protected', 'unprotected', 'unavailable']),
  store: z.enum(['ok', 'corrupt', 'read_only']),
})
export type AppStatus = z.infer<typeof appStatusSchema>

/** One window, two shapes: `compact` is small and stays above other apps. */
export const windowModeSchema = z.enum(['main', 'compact'])
export type WindowMode = z.infer<typeof windowModeSchema>

/** A history row; the recorded sound is fetched on its own. */
export const turnSummarySchema = turnRecordSchema.omit({ sentences: true, trace: true })

/**
 * Every request the page may make, with what goes in and what comes out.
 * `electron/shell/registrar.ts` is the only place that binds them.
 */
export const ipcChannels = {
  'app.status': { request: z.void(), response: appStatusSchema },
  'app.openLogs': { request: z.void(), response: z.void() },
  'settings.get': { request: z.void(), response: settingsSchema },
  'settings.set': { request: settingsPatchSchema, response: settingsSchema },
  /** Key of a custom endpoint; `null` deletes it. It can be set, never read back. */
  'settings.setKey': { request: z.object({ role: roleSchema, key: z.string().min(1).max(4000).nullable() }), response: z.void() },
  'settings.keys': { request: z.void(), response: z.record(roleSchema, z.boolean()) },
  'settings.testEndpoint': { request: z.object({ role: roleSchema }), response: z.object({ ok: z.boolean(), detail: z.string() }) },
  'talk.press': { request: z.void(), response: z.void() },
  'talk.release': { request: z.void(), response: z.void() },
  'talk.ask': { request: z.object({ text: z.string().trim().min(1).max(2000) }), response: z.void() },
  'talk.stop': { request: z.void(), response: z.void() },
  'turns.list': {
    request: z.object({ search: z.string().max(200).default(''), limit: z.number().int().min(1).max(200).default(50), before: z.string().optional() }),
    response: z.array(turnSummarySchema),
  },
  'turns.get': { request: z.object({ id: z.string() }), response: turnRecordSchema },
  /** The recorded answer: 16-bit PCM and packed frames (animation/frame-codec.ts). */
  'turns.recording': {
    request: z.object({ id: z.string(), part: z.enum(['question', 'answer']) }),
    response: z.object({ sampleRateHz: z.number().int(), pcm: bytesSchema, frames: bytesSchema }),
  },
  'turns.delete': { request: z.object({ id: z.string() }), response: z.void() },
  /** Undo of turns.delete, for as long as the row waits to be purged. */
  'turns.restore': { request: z.object({ id: z.string() }), response: z.void() },
  'persona.document': { request: z.object({ documentId: z.string() }), response: z.object({ id: z.string(), title: z.string(), kind: z.string(), date: z.string().optional(), text: z.string() }) },
  'persona.documents': { request: z.void(), response: z.array(z.object({ id: z.string(), title: z.string(), kind: z.string(), date: z.string().optional() })) },
  'window.mode': { request: z.object({ mode: windowModeSchema }), response: z.void() },
  'window.openExternal': { request: z.object({ url: z.url({ protocol: /^https$/ }) }), response: z.void() },
} as const

export type IpcChannel = keyof typeof ipcChannels
export type IpcRequest<C extends IpcChannel> = z.input<(typeof ipcChannels)[C]['request']>
export type IpcResponse<C extends IpcChannel> = z.output<(typeof ipcChannels)[C]['response']>

/** Everything main tells the page without being asked. */
export const ipcEvents = {
  'turn.event': turnEventSchema,
  'input.level': inputLevelSchema,
  'app.status': appStatusSchema,
  'settings.changed': settingsSchema,
  notice: errorShapeSchema,
  /** The page opens or closes its microphone when told: capture follows the conversation, not the page. */
  'microphone.request': z.object({ open: z.boolean(), deviceId: z.string() }),
  /** The window changed its shape, by the page's own request or from the tray. */
  'window.mode': z.object({ mode: windowModeSchema }),
} as const

export type IpcEvent = keyof typeof ipcEvents
export type IpcEventPayload<E extends IpcEvent> = z.output<(typeof ipcEvents)[E]>

/** MessagePorts handed to the page, one each: sound in, sound and face out (contract/audio.ts). */
export const ipcPorts = ['microphone', 'playback'] as const
export type IpcPort = (typeof ipcPorts)[number]

/** Result envelope of every channel: errors cross as data, never as rejected strings. */
export const ipcResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorShapeSchema }),
])
