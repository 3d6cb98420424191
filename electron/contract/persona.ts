import { z } from 'zod'
import { personaHeadSchema } from './avatar.ts'
import { claimRuleSchema, claimSubjectSchema } from './guard.ts'

export const consentStateSchema = z.enum(['verified', 'unverified', 'expired', 'revoked', 'synthetic'])
export type ConsentState = z.infer<typeof consentStateSchema>

export const personaIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/)

/** `persona.json` of a persona package directory, format version 1. */
export const personaManifestSchema = z.object({
  formatVersion: z.literal(1),
  id: personaIdSchema,
  name: z.string().min(1).max(120),
  title: z.string().max(200).default(''),
  organisation: z.string().max(200).default(''),
  /** Said and shown at first contact. */
  disclosure: z.string().min(1).max(600),
  /** Synthetic personas stand in for nobody and need no consent record. */
  synthetic: z.boolean(),
  language: z.string().default('en'),
  voice: z.object({ engine: z.string(), id: z.string() }),
  /** `default`: the portrait that ships. `own`: the one in the package's `head/`. */
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
  /** Name of the file which it was made from. */
  source: z.string().optional(),
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

/**
 * What a persona may be used for; the consent record names them. `realtime`: in conversations a model elsewhere words and speaks the answers,
 * in a voice of its own; it says nothing without `talk`.
 */
export const personaUseSchema = z.enum(['talk', 'meeting', 'realtime'])
export type PersonaUse = z.infer<typeof personaUseSchema>

/** `consent.json` of a persona package: what the person agreed to and how that is known. */
export const consentRecordSchema = z.object({
  formatVersion: z.literal(1),
  person: z.string().min(1).max(120),
  scope: z.array(personaUseSchema).min(1),
  /** Who may talk to the persona, in words. */
  audience: z.string().max(300).default(''),
  /** Words which the person was asked to read aloud; a challenge lives 30 minutes. */
  phrase: z.string(),
  nonce: z.string(),
  issuedAt: z.iso.datetime(),
  /** Null until a recording of the phrase was accepted. */
  grantedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  recording: z
    .object({
      /** Path inside the package. */
      file: z.literal('consent/recording.wav'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      durationMs: z.number().positive(),
      transcript: z.string(),
      /** Share (0–1) of the phrase's words that were heard, in order. */
      matchedShare: z.number().min(0).max(1),
    })
    .nullable(),
  /** Likeness (0–1) of voice and face to the persona's material; null: not compared. */
  voiceMatch: z.number().min(0).max(1).nullable(),
  faceMatch: z.number().min(0).max(1).nullable(),
  revokedAt: z.iso.datetime().nullable(),
  revokedReason: z.string().max(300).default(''),
})
export type ConsentRecord = z.infer<typeof consentRecordSchema>

/**
 * How closely an answer keeps to the documents. `strict`: sentences that stand there. `adaptive`: these joined, shortened and lightly
 * rephrased, each with its source. `creative`: a language model may go beyond them, and what it adds is marked as not quoted.
 */
export const answerModeSchema = z.enum(['strict', 'adaptive', 'creative'])
export type AnswerMode = z.infer<typeof answerModeSchema>

/** `policy.json`: what the owner forbids or allows beyond the product's own rules. */
export const personaPolicySchema = z.object({
  formatVersion: z.literal(1),
  /** Topics it does not speak about, whatever its documents say. */
  refusedTopics: z.array(z.string().min(1).max(120)).max(100).default([]),
  /** Names by which it may be woken in a meeting, beside its own. */
  wakeNames: z.array(z.string().min(1).max(60)).max(10).default([]),
  /** The freest that its owner allows, and what it does unless asked to keep closer to the documents; `strict` where left out. */
  answers: answerModeSchema.optional(),
  /** What may be said in its name about people, deals, pay and law; `quoted` where left out. */
  claims: z.partialRecord(claimSubjectSchema, claimRuleSchema).optional(),
  /** Whom to call in a crisis, as it is to be said: a country's emergency number, a crisis line. Left out: no number is named. */
  crisisLine: z.string().max(200).optional(),
  /** Telephone numbers and addresses in the documents that are everybody's; all others are withheld. */
  publicContacts: z.array(z.string().min(3).max(120)).max(50).optional(),
})
export type PersonaPolicy = z.infer<typeof personaPolicySchema>

/** `style.json`: how the person puts things, measured over the documents. */
export const personaStyleSchema = z.object({
  formatVersion: z.literal(1),
  meanSentenceWords: z.number().nonnegative(),
  /** Words which the person uses far more than others do. */
  favouriteWords: z.array(z.string()),
  /** How they like to begin. */
  openings: z.array(z.string()),
  /** Words by which they soften what they say: «I think». */
  hedges: z.array(z.string()).optional(),
  /** Share (0–1) of sentences with a light touch: an exclamation, an aside in brackets, laughter noted. */
  humour: z.number().min(0).max(1).optional(),
})
export type PersonaStyle = z.infer<typeof personaStyleSchema>

/** A row of the list of personas. */
export const personaEntrySchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  organisation: z.string(),
  consent: consentStateSchema,
  /** Ships with the product: it can be used, corrected and exported, not changed or deleted. */
  builtIn: z.boolean(),
  documents: z.number().int(),
  /** Why it cannot be used, in a sentence; null when it can. */
  problem: z.string().nullable(),
})
export type PersonaEntry = z.infer<typeof personaEntrySchema>

export const documentEntrySchema = personaDocumentSchema.pick({ id: true, title: true, kind: true, date: true }).extend({ words: z.number().int() })
export type DocumentEntry = z.infer<typeof documentEntrySchema>

/** All that the studio shows of one persona. */
export const personaDetailSchema = personaEntrySchema.extend({
  disclosure: z.string(),
  synthetic: z.boolean(),
  voiceId: z.string(),
  /** Its own head; null: the portrait that ships stands in. */
  head: personaHeadSchema.nullable(),
  /** Why its own head cannot be shown, in a sentence; null when it can, or there is none. */
  headProblem: z.string().nullable(),
  documentList: z.array(documentEntrySchema),
  consentRecord: consentRecordSchema.nullable(),
  /** Answers approved and sentences quarantined in review. */
  corrections: z.number().int(),
  policy: personaPolicySchema,
  style: personaStyleSchema.nullable(),
})
export type PersonaDetail = z.infer<typeof personaDetailSchema>

/** What a person says of a persona; all of it can be changed later. */
export const personaProfileSchema = z.object({
  name: z.string().trim().min(1).max(120),
  title: z.string().trim().max(200).default(''),
  organisation: z.string().trim().max(200).default(''),
  /** Empty: a plain one is made from the name. */
  disclosure: z.string().trim().max(600).default(''),
  voiceId: z.string().default('slt'),
  /** Stands in for nobody; needs no consent and says so. */
  synthetic: z.boolean().default(false),
})
export type PersonaProfile = z.input<typeof personaProfileSchema>

export const skippedFileSchema = z.object({ file: z.string(), reason: z.string() })
export type SkippedFile = z.infer<typeof skippedFileSchema>

/** What became of a folder of files. */
export const ingestReportSchema = z.object({
  documents: z.array(documentEntrySchema.extend({ file: z.string() })),
  skipped: z.array(skippedFileSchema),
})
export type IngestReport = z.infer<typeof ingestReportSchema>

export const ingestProgressSchema = z.object({
  phase: z.enum(['reading', 'indexing']),
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  /** The file just read; empty while indexing. */
  file: z.string(),
  /** The engine that indexes is not up, or too slow: it is asked again. */
  waiting: z.literal(true).optional(),
})
export type IngestProgress = z.infer<typeof ingestProgressSchema>

/** What was heard of a consent phrase. */
export const consentCheckSchema = z.object({
  accepted: z.boolean(),
  matchedShare: z.number().min(0).max(1),
  transcript: z.string(),
  /** The phrase, word by word: what counts as heard here counts in the judgement. Empty where nothing was compared. */
  words: z.array(z.object({ word: z.string(), heard: z.boolean() })),
  /** What to do when it was not accepted; empty otherwise. */
  reason: z.string(),
})
export type ConsentCheck = z.infer<typeof consentCheckSchema>
