import type { RefusalReason } from '../../../electron/contract/guard.ts'

const REASONS: Record<RefusalReason, string> = {
  self_harm: 'somebody may be in danger, so help was named',
  injection: 'it was told to leave its rules',
  sexual: 'romance and sex are no part of its work',
  harassment: 'it was abusive, or meant to be',
  personal_data: 'it asks for somebody’s private data',
  claim_people: 'it would pass judgement on a person',
  claim_deal: 'it would bind the person to a deal',
  claim_pay: 'it would promise pay',
  claim_law: 'it would be a word on the law',
  refused_topic: 'its owner took this topic out',
}

/** Why a question was not answered, as a note under the answer. */
export function refusalNote(reason: RefusalReason): string {
  return `Not answered by rule: ${REASONS[reason]}.`
}
