import type { PassageFeatures } from './retrieval-features.ts'

/**
 * Weights of the fusion and of the coverage. Fitted by logistic regression on the development questions of
 * ./evaluation (`npm run -s cli` has no part in it; see README.md there); the test questions took no part.
 */
const RELEVANCE: PassageFeatures = {
  bm25: 2.5, passageCosine: 3, sentenceCosine: 3.4, topicCosine: 4.2, headingCosine: 3.2, named: 4.5, covered: 5,
}
const COVERAGE: PassageFeatures = {
  bm25: 2, passageCosine: 1.5, sentenceCosine: 3, topicCosine: 3, headingCosine: 1, named: 1.5, covered: 5,
}
const COVERAGE_BIAS = -5

/** From here on the persona has spoken about it. */
export const COVERAGE_FLOOR = 0.5

/** Orders the passages of one question; comparable within a question only. */
export function relevanceOf(features: PassageFeatures): number {
  return weigh(features, RELEVANCE)
}

/** Chance (0–1) that the best passage answers the question. */
export function coverageOf(best: PassageFeatures): number {
  return 1 / (1 + Math.exp(-(weigh(best, COVERAGE) + COVERAGE_BIAS)))
}

function weigh(features: PassageFeatures, weights: PassageFeatures): number {
  let sum = 0
  for (const key of Object.keys(weights) as (keyof PassageFeatures)[]) sum += features[key] * weights[key]
  return sum
}
