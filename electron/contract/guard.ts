import { z } from 'zod'

/** Why something is not answered or not said. The log holds this and never the words. */
export const refusalReasonSchema = z.enum([
  'self_harm',
  'injection',
  'sexual',
  'harassment',
  'personal_data',
  'claim_people',
  'claim_deal',
  'claim_pay',
  'claim_law',
  'refused_topic',
])
export type RefusalReason = z.infer<typeof refusalReasonSchema>

/** Subjects on which nobody may be bound by what a persona says. */
export const claimSubjectSchema = z.enum(['people', 'deals', 'pay', 'law'])
export type ClaimSubject = z.infer<typeof claimSubjectSchema>

/**
 * `refuse`: neither questions nor sentences about it. `quoted`: only what stands in the documents, and nothing is promised,
 * confirmed or admitted. `free`: no rule beyond the others.
 */
export const claimRuleSchema = z.enum(['refuse', 'quoted', 'free'])
export type ClaimRule = z.infer<typeof claimRuleSchema>

/** `product`: the same for every persona; `persona`: what its `policy.json` says. */
export const guardPolicySchema = z.enum(['product', 'persona'])

export const guardVerdictSchema = z.object({
  allowed: z.boolean(),
  reason: refusalReasonSchema.nullable(),
  policy: guardPolicySchema.nullable(),
})
export type GuardVerdict = z.infer<typeof guardVerdictSchema>
