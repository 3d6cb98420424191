import type { PassageFeatures } from './retrieval-features.ts'

/**
 * Weights of the fusion and of the coverage, fitted by evaluation/fit.ts on the development questions; the test
 * questions took no part.
 */
const RELEVANCE: PassageFeatures = {
  bm25: 3.36, passageCosine: 3.14, sentenceCosine: 3.33, topicCosine: 3.49, headingCosine: 2.23, askedCosine: 1, named: 3.88, covered: 5.44,
}
const COVERAGE: PassageFeatures = {
  bm25: 4.99, passageCosine: 0.17, sentenceCosine: 1.11, topicCosine: 2.31, headingCosine: 1.18, askedCosine: 1, named: 2.36, covered: 5.26,
}
const COVERAGE_BIAS = -7.26

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
