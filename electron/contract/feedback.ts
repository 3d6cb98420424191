import { z } from 'zod'
import { bytesSchema } from './audio.ts'
import { errorShapeSchema } from './errors.ts'
import { citationSchema } from './turn.ts'

/** Largest file that can be given for feedback, in bytes. */
export const MAX_FEEDBACK_BYTES = 32_000_000

/** A file as the page holds it; its content is read in a thread of its own. */
export const givenDocumentSchema = z.object({ name: z.string().min(1).max(255), bytes: bytesSchema })
export type GivenDocument = z.infer<typeof givenDocumentSchema>

/** How a part stands to what the persona has said; `touches`: it has spoken about it, and whether that agrees is the reader's to judge. */
export const partViewSchema = z.enum(['agrees', 'differs', 'both', 'touches', 'not_spoken_about'])
export type PartView = z.infer<typeof partViewSchema>

export const feedbackSentenceSchema = z.object({
  text: z.string(),
  /** Numbers of the citations of the whole feedback that carry it. */
  markers: z.array(z.number().int().positive()),
  /** A language model's own words, which stand in no document. */
  unquoted: z.boolean().optional(),
})

export const feedbackPartSchema = z.object({
  /** From 0. */
  index: z.number().int().nonnegative(),
  /** Its heading in the document; empty where it has none. */
  heading: z.string(),
  /** How it begins, without private data. */
  excerpt: z.string(),
  view: partViewSchema,
  sentences: z.array(feedbackSentenceSchema),
})
export type FeedbackPart = z.infer<typeof feedbackPartSchema>

export const documentFeedbackSchema = z.object({
  title: z.string(),
  persona: z.string(),
  /** Parts in all; those so far are in `parts`. */
  total: z.number().int().nonnegative(),
  parts: z.array(feedbackPartSchema),
  /** What the persona has said about the same and the document leaves out. */
  missing: z.array(feedbackSentenceSchema),
  citations: z.array(citationSchema),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  error: errorShapeSchema.nullable(),
})
export type DocumentFeedback = z.infer<typeof documentFeedbackSchema>
