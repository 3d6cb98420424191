import { z } from 'zod'
import { inputLevelSchema } from './audio.ts'
import { errorShapeSchema } from './errors.ts'

/** The two sides that are recorded: whoever sits at this machine, and whatever this machine plays. */
export const meetingSourceSchema = z.enum(['mic', 'system'])
export type MeetingSource = z.infer<typeof meetingSourceSchema>

/** Who a segment belongs to; `persona` is what the persona itself said aloud in the meeting. */
export const segmentSourceSchema = z.enum(['mic', 'system', 'persona'])
export type SegmentSource = z.infer<typeof segmentSourceSchema>

/** A stretch of speech. Times are ms from the meeting's start on its audio clock, pauses left out. */
export const transcriptSegmentSchema = z.object({
  id: z.string(),
  source: segmentSourceSchema,
  startMs: z.number().nonnegative(),
  endMs: z.number().nonnegative(),
  text: z.string(),
  /** False while the speaker goes on: the text may still change, and the segment may vanish. */
  final: z.boolean(),
})
export type TranscriptSegment = z.infer<typeof transcriptSegmentSchema>

/** A line of the notes; `segmentIds` are where it was said, `atMs` the first of those moments. */
export const noteItemSchema = z.object({
  text: z.string(),
  atMs: z.number().nonnegative(),
  segmentIds: z.array(z.string()).min(1),
  /** Action items: who takes it and until when, as far as it was said. */
  owner: z.string().optional(),
  due: z.string().optional(),
})
export type NoteItem = z.infer<typeof noteItemSchema>

export const meetingNotesSchema = z.object({
  summary: z.array(noteItemSchema),
  decisions: z.array(noteItemSchema),
  actions: z.array(noteItemSchema),
  questions: z.array(noteItemSchema),
  /** `extractive`: sentences of the meeting itself, made on this machine; else the language model that wrote them. */
  madeBy: z.string(),
})
export type MeetingNotes = z.infer<typeof meetingNotesSchema>

export const EMPTY_NOTES: MeetingNotes = { summary: [], decisions: [], actions: [], questions: [], madeBy: 'extractive' }

/** Somebody spoke to the persona. `turnId` names the answer where it was allowed one. */
export const meetingWakeSchema = z.object({
  atMs: z.number().nonnegative(),
  source: meetingSourceSchema,
  allowed: z.boolean(),
  question: z.string(),
  turnId: z.string().nullable(),
})
export type MeetingWake = z.infer<typeof meetingWakeSchema>

/** Nothing is recorded without it: that the others know, and how they were told. */
export const meetingConsentSchema = z.object({
  informed: z.literal(true),
  how: z.string().trim().min(1).max(300),
  who: z.string().trim().max(300).default(''),
})
export type MeetingConsent = z.infer<typeof meetingConsentSchema>

export const meetingStateSchema = z.enum(['running', 'paused', 'ended', 'interrupted'])
export type MeetingState = z.infer<typeof meetingStateSchema>

export const meetingSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  personaId: z.string(),
  startedAt: z.string(),
  /** `interrupted`: the app ended in the middle; everything up to then is there. */
  state: meetingStateSchema,
  durationMs: z.number().nonnegative(),
  consent: meetingConsentSchema,
  decisions: z.number().int().nonnegative(),
  actions: z.number().int().nonnegative(),
})
export type MeetingSummary = z.infer<typeof meetingSummarySchema>

export const meetingRecordSchema = meetingSummarySchema.omit({ decisions: true, actions: true }).extend({
  /** What each side listens to, by its device's name; null where a side is not recorded. */
  sources: z.object({ mic: z.string().nullable(), system: z.string().nullable() }),
  farSideAllowed: z.boolean(),
  segments: z.array(transcriptSegmentSchema),
  notes: meetingNotesSchema,
  wakes: z.array(meetingWakeSchema),
})
export type MeetingRecord = z.infer<typeof meetingRecordSchema>

export const meetingStartSchema = z.object({
  title: z.string().trim().max(200).default(''),
  consent: meetingConsentSchema,
  /** Whether the system's sound is recorded beside the microphone. */
  system: z.boolean().default(true),
  /** Whether the far side may wake the persona too. */
  farSideAllowed: z.boolean().default(false),
})
export type MeetingStart = z.input<typeof meetingStartSchema>

export const meetingExportFormatSchema = z.enum(['markdown', 'srt', 'json'])
export type MeetingExportFormat = z.infer<typeof meetingExportFormatSchema>

/** What the page is told while a meeting runs. */
export const meetingEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), meetingId: z.string(), state: meetingStateSchema, durationMs: z.number() }),
  /** New or changed segment, by its id. */
  z.object({ type: z.literal('segment'), meetingId: z.string(), segment: transcriptSegmentSchema }),
  /** What seemed a segment was none: noise, or the persona's own voice. */
  z.object({ type: z.literal('segment_removed'), meetingId: z.string(), segmentId: z.string() }),
  z.object({ type: z.literal('notes'), meetingId: z.string(), notes: meetingNotesSchema }),
  z.object({ type: z.literal('wake'), meetingId: z.string(), wake: meetingWakeSchema }),
  z.object({ type: z.literal('level'), meetingId: z.string(), source: meetingSourceSchema, level: inputLevelSchema }),
  /** A side delivers nothing; null when it is heard again. */
  z.object({ type: z.literal('source'), meetingId: z.string(), source: meetingSourceSchema, label: z.string().nullable(), trouble: errorShapeSchema.nullable() }),
])
export type MeetingEvent = z.infer<typeof meetingEventSchema>
