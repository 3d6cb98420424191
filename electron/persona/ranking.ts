import type { PersonaDocument } from '../contract/persona.ts'
import type { PassageFeatures } from './retrieval-features.ts'

export interface Weights {
  relevance: PassageFeatures
  coverage: PassageFeatures
  coverageBias: number
}

/**
 * Weights of the fusion and of the coverage, fitted by evaluation/fit.ts on the development questions; the test
 * questions took no part. The fitted bias weighs a refusal like an answer that is none; it is 0.3 higher here, because
 * a near miss is answered with its source on screen, while a refusal leaves the asker with nothing.
 */
const LABELLED: Weights = {
  relevance: {
    bm25: 2.64, passageCosine: 2.71, sentenceCosine: 3.82, topicCosine: 2.31, headingCosine: 0.61, askedCosine: 6.41, askedWords: 1.71, named: 2.24, covered: 3.64, native: 0,
  },
  coverage: {
    bm25: 0.3, passageCosine: 0, sentenceCosine: 2.43, topicCosine: 1.18, headingCosine: 0.8, askedCosine: 3.92, askedWords: 0.13, named: 1.66, covered: 2.58, native: 2.31,
  },
  coverageBias: -7.5,
}

/**
 * The same for documents as people have them, which nobody has given the questions that they answer: fitted by
 * `evaluation/fit.ts plain` on the same questions with the documents as ingest reads them. Of the test questions it finds the
 * right document first for 86 %, refuses 10 % although covered, and answers 15 % although not covered.
 */
const PLAIN: Weights = {
  relevance: {
    bm25: 2.96, passageCosine: 4.67, sentenceCosine: 4.49, topicCosine: 2.48, headingCosine: 0.45, askedCosine: 0, askedWords: 0.19, named: 0.56, covered: 5.12, native: 0,
  },
  coverage: {
    bm25: 2.19, passageCosine: 2.5, sentenceCosine: 2.85, topicCosine: 3.48, headingCosine: 0, askedCosine: 0, askedWords: 0.19, named: 1.16, covered: 4.04, native: 0,
  },
  coverageBias: -5.47,
}

/** From here on the persona has spoken about it. */
export const COVERAGE_FLOOR = 0.5

/** Weights that fit a corpus: by whether most of its documents name the questions which they answer. */
export function weightsFor(documents: readonly Pick<PersonaDocument, 'asked'>[]): Weights {
  return documents.filter(({ asked }) => asked.length > 0).length * 2 > documents.length ? LABELLED : PLAIN
}

/** Orders the passages of one question; comparable within a question only. */
export function relevanceOf(features: PassageFeatures, { relevance }: Weights): number {
  return weigh(features, relevance)
}

/** Chance (0–1) that the best passage answers the question. */
export function coverageOf(best: PassageFeatures, { coverage, coverageBias }: Weights): number {
  return 1 / (1 + Math.exp(-(weigh(best, coverage) + coverageBias)))
}

function weigh(features: PassageFeatures, weights: PassageFeatures): number {
  let sum = 0
  for (const key of Object.keys(weights) as (keyof PassageFeatures)[]) sum += features[key] * weights[key]
  return sum
}
