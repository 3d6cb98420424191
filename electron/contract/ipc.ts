import { z } from 'zod'
import { bytesSchema, inputLevelSchema } from './audio.ts'
import { headEntrySchema, headPreviewSchema, MOST_PHOTOGRAPHS, OFFERED_PIECE_BYTES, offeredFileSchema } from './avatar.ts'
import { errorShapeSchema } from './errors.ts'
import { documentFeedbackSchema, givenDocumentSchema } from './feedback.ts'
import { inferenceStatusSchema } from './inference.ts'
import { meetingEventSchema, meetingExportFormatSchema, meetingRecordSchema, meetingStartSchema, meetingSummarySchema } from './meeting.ts'
import {
  answerModeSchema,
  consentCheckSchema,
  consentStateSchema,
  ingestProgressSchema,
  ingestReportSchema,
  personaDetailSchema,
  personaEntrySchema,
  personaIdSchema,
  personaPolicySchema,
  personaProfileSchema,
  personaUseSchema,
} from './persona.ts'
import { comparisonSchema, correctionsFileSchema, decisionSchema, reviewQuerySchema, reviewQueueSchema, reviewSchema } from './review.ts'
import { keyPlaceSchema, settingsPatchSchema, settingsSchema, testableSchema } from './settings.ts'
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
  /** How it answers now, and the freest that its owner allows. */
  answers: z.object({ mode: answerModeSchema, freest: answerModeSchema }),
})

export const appStatusSchema = z.object({
  version: z.string(),
  inference: inferenceStatusSchema,
  persona: personaSummarySchema,
  /** `hold`: key-up is seen while another app has the focus. `toggle`: press once, press again. */
  hotkey: z.object({ key: z.string(), mode: z.enum(['hold', 'toggle', 'unavailable']), problem: z.string().nullable() }),
  keyStorage: z.enum(['protected', 'unprotected', 'unavailable']),
  store: z.enum(['ok', 'corrupt', 'read_only']),
  /** The network is off for this app: nothing beyond this machine is asked. Review switches it. */
  offline: z.boolean(),
})
export type AppStatus = z.infer<typeof appStatusSchema>

/** One window, two shapes: `compact` is small and stays above other apps. */
export const windowModeSchema = z.enum(['main', 'compact'])
export type WindowMode = z.infer<typeof windowModeSchema>
const windowShownSchema = z.object({ shown: z.boolean() })

/** A history row; the recorded sound is fetched on its own. */
export const turnSummarySchema = turnRecordSchema.omit({ sentences: true, trace: true })

const idSchema = z.object({ id: z.string() })

/** Offline review. `review.offline` switches the app's network off and on again. */
const reviewChannels = {
  'review.offline': { request: z.object({ on: z.boolean() }), response: z.void() },
  'review.queue': { request: reviewQuerySchema, response: reviewQueueSchema },
  'review.get': { request: idSchema, response: z.object({ turn: turnRecordSchema, review: reviewSchema }) },
  'review.decide': { request: idSchema.extend({ decision: decisionSchema }), response: reviewSchema },
  /** Takes the latest verdict of a turn back, with what it changed for the persona. */
  'review.undo': { request: idSchema, response: reviewSchema },
  'review.askAgain': { request: idSchema, response: comparisonSchema },
  /** Of the active persona. */
  'review.corrections': { request: z.void(), response: correctionsFileSchema },
  'review.removeCorrection': { request: idSchema, response: z.void() },
} as const

/** The meeting that runs (there is at most one), and those that were. */
const meetingChannels = {
  'meeting.start': { request: meetingStartSchema, response: meetingRecordSchema },
  'meeting.pause': { request: z.void(), response: z.void() },
  'meeting.resume': { request: z.void(), response: z.void() },
  'meeting.stop': { request: z.void(), response: meetingRecordSchema },
  'meeting.current': { request: z.void(), response: meetingRecordSchema.nullable() },
  'meeting.allowFarSide': { request: z.object({ allowed: z.boolean() }), response: z.void() },
  'meetings.list': { request: z.object({ search: z.string().max(200).default('') }), response: z.array(meetingSummarySchema) },
  'meetings.get': { request: idSchema, response: meetingRecordSchema },
  'meetings.rename': { request: idSchema.extend({ title: z.string().trim().min(1).max(200) }), response: z.void() },
  'meetings.delete': { request: idSchema, response: z.void() },
  /** Undo of meetings.delete, for as long as the row waits to be purged. */
  'meetings.restore': { request: idSchema, response: z.void() },
  /** Both sides mixed, 16-bit mono; shorter than asked at the recording's end. */
  'meetings.recording': {
    request: idSchema.extend({ startMs: z.number().nonnegative(), durationMs: z.number().positive().max(60_000) }),
    response: z.object({ sampleRateHz: z.number().int(), pcm: bytesSchema }),
  },
  /** To a path that `dialog.save` gave. */
  'meetings.export': { request: idSchema.extend({ format: meetingExportFormatSchema, path: z.string() }), response: z.void() },
} as const

/** Heads: avatars made elsewhere on their way in, and what the viewer for makers shows. */
const headChannels = {
  /** Names and sizes of an avatar's files, or of a head that the page fitted to `photographs` (their names); their bytes follow in pieces, in order. */
  'heads.begin': {
    request: z.object({ files: z.array(offeredFileSchema).min(1).max(64), photographs: z.array(z.string().min(1).max(200)).min(1).max(MOST_PHOTOGRAPHS).optional() }),
    response: idSchema,
  },
  'heads.put': { request: idSchema.extend({ file: z.number().int().nonnegative(), bytes: bytesSchema.refine(({ length }) => length <= OFFERED_PIECE_BYTES) }), response: z.void() },
  /** Reads what came, in a thread of its own. */
  'heads.read': { request: idSchema, response: headPreviewSchema },
  /** Ends the reading, or puts away what was read. */
  'heads.drop': { request: idSchema, response: z.void() },
  /** The head that ships first, then those of personas that may be shown. */
  'heads.list': { request: z.void(), response: z.array(headEntrySchema) },
  /** Always the same sentence, with its face: 16-bit mono, and packed frames (animation/frame-codec.ts). */
  'heads.sample': { request: z.object({ voiceId: z.string().max(200).optional() }), response: z.object({ sampleRateHz: z.number().int(), pcm: bytesSchema, frames: bytesSchema }) },
  /** A picture or a clip, to a path that `dialog.save` gave. */
  'heads.save': { request: z.object({ path: z.string(), bytes: bytesSchema }), response: z.void() },
} as const

/** Personas of one's own. Paths come from `dialog.open` and `dialog.save`. */
const personaChannels = {
  'personas.list': { request: z.void(), response: z.array(personaEntrySchema) },
  'personas.get': { request: idSchema, response: personaDetailSchema },
  /** Makes it the one that answers, in every mode. */
  'personas.use': { request: idSchema, response: z.void() },
  /** Reads a folder; `personas.progress` tells how far it is, `personas.cancel` ends it with nothing left behind. */
  'personas.create': {
    request: z.object({ folder: z.string(), profile: personaProfileSchema }),
    response: z.object({ persona: personaEntrySchema, report: ingestReportSchema }),
  },
  'personas.cancel': { request: z.void(), response: z.void() },
  'personas.addDocuments': { request: idSchema.extend({ paths: z.array(z.string()).min(1).max(500) }), response: ingestReportSchema },
  'personas.removeDocument': { request: idSchema.extend({ documentId: z.string() }), response: z.void() },
  /** Undo of personas.removeDocument. */
  'personas.restoreDocument': { request: idSchema.extend({ documentId: z.string() }), response: z.void() },
  'personas.update': { request: idSchema.extend({ profile: personaProfileSchema, policy: personaPolicySchema }), response: personaDetailSchema },
  /** Makes an avatar that was read (`heads.read`) the persona's own face. */
  'personas.setHead': { request: idSchema.extend({ headId: z.string() }), response: personaDetailSchema },
  'personas.removeHead': { request: idSchema, response: personaDetailSchema },
  /** Undo of the latest of these two. */
  'personas.undoHead': { request: idSchema, response: personaDetailSchema },
  'personas.delete': { request: idSchema, response: z.void() },
  /** Undo of personas.delete. */
  'personas.restore': { request: idSchema, response: z.void() },
  'personas.export': { request: idSchema.extend({ path: z.string() }), response: z.void() },
  /** `copy` gives it another id where one of that id is here already; `refuse` says so instead. */
  'personas.import': { request: z.object({ path: z.string(), onConflict: z.enum(['refuse', 'copy', 'replace']).default('refuse') }), response: personaEntrySchema },
  /** Words for the person to read aloud within 30 minutes. */
  'personas.challenge': {
    request: idSchema.extend({ person: z.string().trim().min(1).max(120), scope: z.array(personaUseSchema).min(1), audience: z.string().max(300).default(''), validDays: z.number().int().min(1).max(730) }),
    response: z.object({ phrase: z.string(), answerBy: z.string() }),
  },
  /** Records the microphone from `begin` to `end`, or forgets what it heard. */
  'personas.consentBegin': { request: idSchema, response: z.void() },
  'personas.consentEnd': { request: idSchema, response: consentCheckSchema },
  'personas.consentCancel': { request: z.void(), response: z.void() },
  'personas.revoke': { request: idSchema.extend({ reason: z.string().max(300).default('') }), response: z.void() },
  'personas.voices': { request: z.void(), response: z.array(z.object({ id: z.string(), label: z.string() })) },
  /** A sentence in that voice, 16-bit mono. */
  'personas.previewVoice': { request: z.object({ voiceId: z.string() }), response: z.object({ sampleRateHz: z.number().int(), pcm: bytesSchema }) },
} as const

/**
 * Every request the page may make, with what goes in and what comes out.
 * `electron/shell/registrar.ts` is the only place that binds them.
 */
export const ipcChannels = {
  'app.status': { request: z.void(), response: appStatusSchema },
  'app.openLogs': { request: z.void(), response: z.void() },
  'settings.get': { request: z.void(), response: settingsSchema },
  'settings.set': { request: settingsPatchSchema, response: settingsSchema },
  /** Key of a custom endpoint, for one host; `null` deletes it. It can be set, never read back. */
  'settings.setKey': { request: keyPlaceSchema.extend({ key: z.string().min(1).max(4000).nullable() }), response: z.void() },
  /** Which places hold a key. */
  'settings.keys': { request: z.void(), response: z.array(keyPlaceSchema) },
  /** Asks the server alone: nothing stands in for it. `persona`: what this one has, instead of the app's. */
  'settings.testEndpoint': { request: z.object({ role: testableSchema, persona: personaIdSchema.optional() }), response: z.object({ ok: z.boolean(), detail: z.string() }) },
  'talk.press': { request: z.void(), response: z.void() },
  'talk.release': { request: z.void(), response: z.void() },
  'talk.ask': { request: z.object({ text: z.string().trim().min(1).max(2000) }), response: z.void() },
  'talk.stop': { request: z.void(), response: z.void() },
  /** The persona goes through a document aloud; `feedback.changed` tells how far it is. */
  'talk.document': { request: givenDocumentSchema, response: z.void() },
  /** Of the document given last. */
  'talk.feedback': { request: z.void(), response: documentFeedbackSchema.nullable() },
  /** To a path that `dialog.save` gave, as Markdown. */
  'talk.exportFeedback': { request: z.object({ path: z.string() }), response: z.void() },
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
  ...reviewChannels,
  ...meetingChannels,
  ...personaChannels,
  ...headChannels,
  /** What a person chose in the system's own dialog; only such paths are read or written for the page. Empty or null: nothing. */
  'dialog.open': { request: z.object({ kind: z.enum(['folder', 'documents', 'persona']) }), response: z.array(z.string()) },
  'dialog.save': { request: z.object({ suggestedName: z.string().max(200) }), response: z.string().nullable() },
  'window.mode': { request: z.object({ mode: windowModeSchema }), response: z.void() },
  /** What the event of the same name told last: a page that was loaded anew has not heard it. */
  'window.shown': { request: z.void(), response: windowShownSchema },
  'window.openExternal': { request: z.object({ url: z.url({ protocol: /^https$/ }) }), response: z.void() },
} as const

export type IpcChannel = keyof typeof ipcChannels
export type IpcRequest<C extends IpcChannel> = z.input<(typeof ipcChannels)[C]['request']>
export type IpcResponse<C extends IpcChannel> = z.output<(typeof ipcChannels)[C]['response']>

/** Everything main tells the page without being asked. */
export const ipcEvents = {
  'turn.event': turnEventSchema,
  'feedback.changed': documentFeedbackSchema,
  'input.level': inputLevelSchema,
  'meeting.event': meetingEventSchema,
  'personas.progress': ingestProgressSchema,
  /** A persona was made, changed, switched to or removed: what the page knows of them is stale. */
  'personas.changed': z.void(),
  'app.status': appStatusSchema,
  'settings.changed': settingsSchema,
  notice: errorShapeSchema,
  /** The page opens or closes its microphone when told: capture follows the conversation, not the page. */
  'microphone.request': z.object({ open: z.boolean(), deviceId: z.string() }),
  /** The same for the system's sound, where the page can capture it. */
  'systemSound.request': z.object({ open: z.boolean() }),
  /** The window changed its shape, by the page's own request or from the tray. */
  'window.mode': z.object({ mode: windowModeSchema }),
  /** The window was hidden or minimised, or is there again. A page that is kept awake takes itself for visible all the time. */
  'window.shown': windowShownSchema,
} as const

export type IpcEvent = keyof typeof ipcEvents
export type IpcEventPayload<E extends IpcEvent> = z.output<(typeof ipcEvents)[E]>

/** MessagePorts handed to the page, one each: sound in (`system`: what the machine plays, during a meeting), sound and face out (contract/audio.ts). */
export const ipcPorts = ['microphone', 'playback', 'system'] as const
export type IpcPort = (typeof ipcPorts)[number]

/** Result envelope of every channel: errors cross as data, never as rejected strings. */
export const ipcResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorShapeSchema }),
])
