import type { PassageFeatures } from './retrieval-features.ts'

/**
 * Weights of the fusion and of the coverage, fitted by evaluation/fit.ts on the development questions; the test
 * questions took no part. The fitted bias weighs a refusal like an answer that is none; it is 0.6 higher here, because
 * a near miss is answered with its source on screen, while a refusal leaves the asker with nothing.
 */
const RELEVANCE: PassageFeatures = {
  bm25: 2.79, passageCosine: 2.66, sentenceCosine: 3.35, topicCosine: 1.16, headingCosine: 0.54, askedCosine: 5.94, askedWords: 2.07, named: 1.85, covered: 4.98,
}
const COVERAGE: PassageFeatures = {
  bm25: 0.41, passageCosine: 1.07, sentenceCosine: 2.39, topicCosine: 1.37, headingCosine: 0.39, askedCosine: 4.32, askedWords: 0.37, named: 2.42, covered: 4.22,
}
const COVERAGE_BIAS = -7.18

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
