import type { ParaphraseFeatures } from './paraphrase-features.ts'

/**
 * Log-odds of two questions asking the same: logistic regression on ../evaluation/corrections-dev.json, paraphrases against
 * near misses and the questions to other corrections. `corrections-unseen.json` and `corrections-test.json` took no part.
 */
const WEIGHTS: ParaphraseFeatures = {
  cosine: 1.22, coveredLess: 1.9, coveredMean: 1.87, extra: -2.44, missing: -2.13, narrower: 0.37, wider: 0.73, leftCosine: 1.9,
  sameAsk: 0.88, nearAsk: 0.58, otherAsk: -1.79, unlikeAsk: -1.59, otherSubject: -0.22, otherPerson: -1.76, otherTense: -1.86, otherTime: 0,
  otherPolarity: -0.67, otherNumbers: 0, otherQualifier: -0.9, rivals: -0.36,
}
const BIAS = -1.7

/** From here on the approved answer is given. A near miss answered with it does more harm than a paraphrase that is looked up. */
export const SAME_QUESTION_SCORE = 1.8

export function paraphraseScore(features: ParaphraseFeatures): number {
  let score = BIAS
  for (const key of Object.keys(WEIGHTS) as (keyof ParaphraseFeatures)[]) score += features[key] * WEIGHTS[key]
  return score
}
