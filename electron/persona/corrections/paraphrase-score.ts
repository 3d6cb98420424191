import type { ParaphraseFeatures } from './paraphrase-features.ts'

/**
 * Log-odds of two questions asking the same: logistic regression on ../evaluation/corrections-dev.json and corrections-unseen.json,
 * paraphrases against near misses (twice the weight) and the questions to other corrections. `corrections-test.json` took no part.
 */
const WEIGHTS: ParaphraseFeatures = {
  cosine: 2.99, coveredLess: 1.23, coveredMean: 2.75, extra: -1.84, missing: -1.48, leftCosine: 1.69, sameAsk: 0.63, nearAsk: 0.58, otherAsk: -1.59, unlikeAsk: -1.21,
  bothDecisive: -1.3, askerAsked: -0.5, otherTense: -2.22, otherPolarity: -0.42, allFoundSame: 1.49, rivals: -0.71, otherQualifier: -0.89,
}
const BIAS = -4.08

/** From here on the approved answer is given. A near miss answered with it does more harm than a paraphrase that is looked up. */
export const SAME_QUESTION_SCORE = 0.9

export function paraphraseScore(features: ParaphraseFeatures): number {
  let score = BIAS
  for (const key of Object.keys(WEIGHTS) as (keyof ParaphraseFeatures)[]) score += features[key] * WEIGHTS[key]
  return score
}
