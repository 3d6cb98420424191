import { z } from 'zod'
import { citationSchema, turnOriginSchema, turnOutcomeSchema, turnRecordSchema } from './turn.ts'

export const verdictSchema = z.enum(['approved', 'corrected', 'never'])
export type Verdict = z.infer<typeof verdictSchema>

/** What the owner has decided about one turn. */
export const reviewSchema = z.object({
  turnId: z.string(),
  verdict: verdictSchema.nullable(),
  /** With `corrected`: what the persona says from then on to this question. */
  correction: z.string().nullable(),
  /** With `never`: sentences that the persona does not say again, to any question. */
  never: z.array(z.string()),
  note: z.string(),
  decidedAt: z.string().nullable(),
})
export type Review = z.infer<typeof reviewSchema>

export const reviewFilterSchema = z.enum(['pending', 'approved', 'corrected', 'never', 'all'])
export type ReviewFilter = z.infer<typeof reviewFilterSchema>

export const reviewItemSchema = z.object({
  turn: turnRecordSchema.omit({ sentences: true, trace: true }),
  review: reviewSchema,
})
export type ReviewItem = z.infer<typeof reviewItemSchema>

export const reviewQuerySchema = z.object({
  filter: reviewFilterSchema.default('pending'),
  /** Only turns of one mode. */
  origin: turnOriginSchema.optional(),
  search: z.string().max(200).default(''),
  limit: z.number().int().min(1).max(200).default(50),
  before: z.string().optional(),
})
export type ReviewQuery = z.input<typeof reviewQuerySchema>

export const reviewQueueSchema = z.object({
  /** Newest first, of the active persona. */
  items: z.array(reviewItemSchema),
  /** Of all filters, whatever is searched for. */
  counts: z.record(reviewFilterSchema, z.number().int()),
})
export type ReviewQueue = z.infer<typeof reviewQueueSchema>

/** `never` takes the sentences that the persona would not say; a note alone decides nothing. */
export const decisionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('approve') }),
  z.object({ type: z.literal('correct'), text: z.string().trim().min(1).max(4000) }),
  z.object({ type: z.literal('never'), sentences: z.array(z.string().trim().min(1).max(2000)).min(1).max(50) }),
  z.object({ type: z.literal('note'), text: z.string().max(4000) }),
])
export type Decision = z.infer<typeof decisionSchema>

export const answerSnapshotSchema = z.object({ answer: z.string(), outcome: turnOutcomeSchema, citations: z.array(citationSchema) })
export type AnswerSnapshot = z.infer<typeof answerSnapshotSchema>

/** The recorded answer beside the one the persona gives now. */
export const comparisonSchema = z.object({ question: z.string(), before: answerSnapshotSchema, after: answerSnapshotSchema })
export type Comparison = z.infer<typeof comparisonSchema>

/** An answer in the owner's own words; `corrections.json` of a persona package holds these. */
export const correctionSchema = z.object({
  id: z.string(),
  question: z.string().min(1),
  text: z.string().min(1),
  /** The turn it corrects, if it still exists. */
  turnId: z.string().nullable(),
  createdAt: z.string(),
})
export type Correction = z.infer<typeof correctionSchema>

export const quarantineSchema = z.object({
  id: z.string(),
  sentence: z.string().min(1),
  turnId: z.string().nullable(),
  createdAt: z.string(),
})
export type Quarantine = z.infer<typeof quarantineSchema>

/** `corrections.json` of a persona package. */
export const correctionsFileSchema = z.object({
  formatVersion: z.literal(1),
  approved: z.array(correctionSchema),
  never: z.array(quarantineSchema),
})
export type CorrectionsFile = z.infer<typeof correctionsFileSchema>
