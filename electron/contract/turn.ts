import { z } from 'zod'
import { errorCodeSchema, errorShapeSchema } from './errors.ts'
import { refusalReasonSchema } from './guard.ts'
import { answerModeSchema } from './persona.ts'

/** A quotation that carries a statement: `quote` is exactly document text [startChar, endChar). */
export const citationSchema = z.object({
  /** Number by which the answer refers to it, from 1. */
  marker: z.number().int().positive(),
  documentId: z.string(),
  /** Title a person reads. */
  document: z.string(),
  /** ISO date of the document, if it has one. */
  date: z.string().optional(),
  quote: z.string(),
  startChar: z.number().int().nonnegative(),
  endChar: z.number().int().nonnegative(),
})
export type Citation = z.infer<typeof citationSchema>

/**
 * Who made the words, the voice or the face of an answer, where it was not our own engine; the words only where it was given up.
 * `answer`: words and voice in one.
 */
export const turnProviderSchema = z.object({
  part: z.enum(['language', 'voice', 'face', 'answer']),
  /** As it is called in a sentence, with its host. */
  name: z.string(),
  /** From this moment of the answer's sound on our own engine went on in its place, and why. */
  fallback: z.object({ atMs: z.number().nonnegative(), code: errorCodeSchema, message: z.string() }).optional(),
})
export type TurnProvider = z.infer<typeof turnProviderSchema>

/** What a metered server counted for one turn, in its own tokens. */
export const meteredUseSchema = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** Of both, those that were sound: they cost most. */
  audioTokens: z.number().int().nonnegative(),
})
export type MeteredUse = z.infer<typeof meteredUseSchema>

/** Milliseconds from the key's release (the end of speech with the open microphone, the submission of a typed question) to each stage. */
export const turnTraceSchema = z.object({
  /** With the open microphone only: when the turn was taken to be over. */
  endpointMs: z.number().nullable().optional(),
  /** The last word was over and the recording closed; of what is spoken only. */
  captureMs: z.number().nullable().optional(),
  transcriptMs: z.number().nullable(),
  /** The passages to answer from were found; of questions that are looked up only. */
  retrievalMs: z.number().nullable().optional(),
  firstTokenMs: z.number().nullable(),
  /** The first sentence, or as much of it as may be said by itself, was there and checked against its source. */
  firstSentenceMs: z.number().nullable().optional(),
  /** The persona was heard to say that it is thinking, as the answer was late; no part of the answer. */
  acknowledgedMs: z.number().nullable().optional(),
  firstAudioMs: z.number().nullable(),
  /** The first coefficients of the face were made; the first of them is shown at `firstFrameMs`. */
  firstCoefficientsMs: z.number().nullable().optional(),
  firstFrameMs: z.number().nullable(),
  doneMs: z.number().nullable(),
  /** Left out where our own engines made everything. */
  providers: z.array(turnProviderSchema).optional(),
  /** Left out where nothing was counted. */
  metered: meteredUseSchema.optional(),
})
export type TurnTrace = z.infer<typeof turnTraceSchema>
export type TurnStage = Exclude<keyof TurnTrace, 'providers' | 'metered'>

export const turnOriginSchema = z.enum(['hold', 'open', 'typed', 'meeting'])
export type TurnOrigin = z.infer<typeof turnOriginSchema>
export const turnOutcomeSchema = z.enum(['answered', 'not_spoken_about', 'no_speech', 'stopped', 'failed'])
export type TurnOutcome = z.infer<typeof turnOutcomeSchema>

/** One sentence of an answer, on the answer's audio clock. */
export const spokenSentenceSchema = z.object({
  index: z.number().int().nonnegative(),
  text: z.string(),
  markers: z.array(z.number().int().positive()),
  /** A language model's own words, which stand in no document. */
  unquoted: z.boolean().optional(),
  startMs: z.number().nonnegative(),
  endMs: z.number().nonnegative(),
  /** What of it was heard, in an answer that was stopped before it was over; empty: nothing. */
  heard: z.string().optional(),
})
export type SpokenSentence = z.infer<typeof spokenSentenceSchema>

export const turnRecordSchema = z.object({
  id: z.string(),
  personaId: z.string(),
  origin: turnOriginSchema,
  startedAt: z.string(),
  question: z.string(),
  /** What was answered; where the answer was stopped, what had been heard of it. */
  answer: z.string(),
  outcome: turnOutcomeSchema,
  citations: z.array(citationSchema),
  sentences: z.array(spokenSentenceSchema),
  trace: turnTraceSchema,
  /** Milliseconds of the answer that were audible. */
  heardMs: z.number().nonnegative(),
  error: errorShapeSchema.nullable(),
  /** Why it was not answered, where a rule forbade it. */
  refusal: refusalReasonSchema.nullish(),
  /** How freely it was answered; left out in turns of before this was kept. */
  mode: answerModeSchema.optional(),
})
export type TurnRecord = z.infer<typeof turnRecordSchema>

export const conversationStateSchema = z.enum(['idle', 'listening', 'thinking', 'speaking'])
export type ConversationState = z.infer<typeof conversationStateSchema>

/** All that an observer of a conversation is told, in order. Times are ms on the answer's audio clock. */
export const turnEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: conversationStateSchema, turnId: z.string().nullable() }),
  z.object({ type: z.literal('partial'), turnId: z.string(), text: z.string() }),
  z.object({ type: z.literal('question'), turnId: z.string(), text: z.string() }),
  z.object({ type: z.literal('token'), turnId: z.string(), text: z.string() }),
  z.object({ type: z.literal('citations'), turnId: z.string(), citations: z.array(citationSchema) }),
  z.object({ type: z.literal('sentence'), turnId: z.string(), sentence: spokenSentenceSchema }),
  z.object({ type: z.literal('trace'), turnId: z.string(), trace: turnTraceSchema }),
  z.object({ type: z.literal('notice'), turnId: z.string().nullable(), notice: errorShapeSchema }),
  z.object({ type: z.literal('done'), turn: turnRecordSchema }),
])
export type TurnEvent = z.infer<typeof turnEventSchema>
