import { z } from 'zod'

export const consentStateSchema = z.enum(['verified', 'unverified', 'expired', 'revoked', 'synthetic'])
export type ConsentState = z.infer<typeof consentStateSchema>

/** `persona.json` of a persona package directory, format version 1. */
export const personaManifestSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  name: z.string().min(1).max(120),
  title: z.string().max(200).default(''),
  organisation: z.string().max(200).default(''),
  /** Said and shown at first contact. */
  disclosure: z.string().min(1).max(600),
  /** Synthetic personas stand in for nobody and need no consent record. */
  synthetic: z.boolean(),
  language: z.string().default('en'),
  voice: z.object({ engine: z.string(), id: z.string() }),
  head: z.string().default('default'),
  /** Names by which the transcription should know it, e.g. for words it often mishears. */
  vocabulary: z.array(z.string()).default([]),
})
export type PersonaManifest = z.infer<typeof personaManifestSchema>

export const documentKindSchema = z.enum(['memo', 'talk', 'answer', 'letter', 'interview', 'note'])

/** A document of the corpus; character offsets count UTF-16 units of `text`. */
export const personaDocumentSchema = z.object({
  id: z.string(),
  title: z.string(),
  kind: documentKindSchema,
  date: z.string().optional(),
  audience: z.string().optional(),
  /** What it is about in a reader's words; widens retrieval and names the nearest topic. */
  topics: z.array(z.string()).default([]),
  /** Questions which it answers, in an asker's words. */
  asked: z.array(z.string()).default([]),
  /** Id of an earlier document of which this one takes something back. */
  revises: z.string().optional(),
  text: z.string(),
})
export type PersonaDocument = z.infer<typeof personaDocumentSchema>

/** A retrieved stretch of a document: `text` is exactly document text [startChar, endChar). */
export const passageSchema = z.object({
  documentId: z.string(),
  document: z.string(),
  date: z.string().optional(),
  startChar: z.number().int().nonnegative(),
  endChar: z.number().int().nonnegative(),
  text: z.string(),
  /** Fused relevance, 0–1. */
  score: z.number(),
})
export type Passage = z.infer<typeof passageSchema>
