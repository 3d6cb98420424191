import { join } from 'node:path'
import { Corpus } from '../corpus.ts'
import { SentenceEmbedder } from '../embedder.ts'
import { factsOf } from '../ingest/document-facts.ts'
import { readMarkdown } from '../ingest/read-markdown.ts'
import { COVERAGE_FLOOR } from '../ranking.ts'
import type { PassageFeatures } from '../retrieval-features.ts'
import { Retriever } from '../retriever.ts'
import { loadEvaluationSet } from './evaluate.ts'

/**
 * Fits the weights of ../ranking.ts on the development questions and prints them:
 * `tsx electron/persona/evaluation/fit.ts`, or with `plain` for documents as ingest reads them. Relevance: softmax over a question's passages, right documents against
 * the rest. Coverage: logistic regression on the best passage, spoken about against not. Both with an L2 penalty,
 * non-negative weights, plain gradient ascent.
 */
const STEPS = 3000
const RATE = 0.5
const RELEVANCE_PENALTY = 0.002
const COVERAGE_PENALTY = 0.001

type Vector = number[]
type Example = { passages: { documentId: string; features: Vector }[]; documents: string[] }

const personaDir = join(import.meta.dirname, '../../../resources/personas/iris-valdane')
const embedder = await SentenceEmbedder.load()
const labelled = await Corpus.load(personaDir)
const corpus = process.argv[2] === 'plain' ? asIngested(labelled) : labelled
const retriever = await Retriever.open({ corpus, embed: (texts) => embedder.embed(texts) })
const set = await loadEvaluationSet('dev')
let keys: (keyof PassageFeatures)[] = []

const positives = await Promise.all(set.answered.map(({ question, documents }) => read(question, documents)))
const negatives = await Promise.all(set.notSpokenAbout.map((question) => read(question, [])))

const relevance = fitRelevance(positives)
print('RELEVANCE', relevance)
console.log('right first', share(positives, (example) => example.documents.includes(best(example, relevance).documentId)))
const coverage = fitCoverage()
print('COVERAGE', coverage.slice(1))
console.log('COVERAGE_BIAS', coverage[0]!.toFixed(2))
for (const more of [-0.3, 0, 0.3, 0.6]) {
  const isCovered = (example: Example): boolean => sigmoid(dot(coverage, [1, ...best(example, relevance).features]) + more) >= COVERAGE_FLOOR
  console.log(`bias ${(coverage[0]! + more).toFixed(2)}: refused ${share(positives, (example) => !isCovered(example))}, answered ${share(negatives, isCovered)}`)
}

/** The same documents without what was written by hand for retrieval. */
function asIngested({ manifest, documents }: Corpus): Corpus {
  const read = documents.map((document) => {
    const { title, kind, date } = document
    const { topics, asked } = factsOf({ blocks: readMarkdown(document.text).blocks, stated: { title, kind, date } }, `${document.id}.md`, 0)
    return { ...document, topics, asked }
  })
  return new Corpus('', manifest, read, [])
}

async function read(question: string, documents: string[]): Promise<Example> {
  const rows = await retriever.explain(question)
  keys = Object.keys(rows[0]!.features) as (keyof PassageFeatures)[]
  return { documents, passages: rows.map(({ documentId, features }) => ({ documentId, features: keys.map((key) => features[key]) })) }
}

function fitRelevance(examples: readonly Example[]): Vector {
  return ascend(keys.length, RELEVANCE_PENALTY, 0, (weights, gradient) => {
    for (const { passages, documents } of examples) {
      const scores = passages.map(({ features }) => Math.exp(dot(weights, features)))
      const all = scores.reduce((sum, score) => sum + score, 0)
      const right = passages.reduce((sum, { documentId }, i) => sum + (documents.includes(documentId) ? scores[i]! : 0), 1e-9)
      passages.forEach(({ documentId, features }, i) => {
        const pull = (documents.includes(documentId) ? scores[i]! / right : 0) - scores[i]! / all
        features.forEach((value, k) => (gradient[k]! += (pull * value) / examples.length))
      })
    }
  })
}

function fitCoverage(): Vector {
  const examples = [...positives.map((example) => ({ example, y: 1, weight: 0.5 / positives.length })), ...negatives.map((example) => ({ example, y: 0, weight: 0.5 / negatives.length }))]
  const rows = examples.map(({ example, y, weight }) => ({ x: [1, ...best(example, relevance).features], y, weight }))
  return ascend(keys.length + 1, COVERAGE_PENALTY, 1, (weights, gradient) => {
    for (const { x, y, weight } of rows) {
      const error = (y - sigmoid(dot(weights, x))) * weight
      x.forEach((value, k) => (gradient[k]! += error * value))
    }
  })
}

/** The first `free` weights are neither penalised nor kept positive. */
function ascend(size: number, penalty: number, free: number, addGradient: (weights: Vector, gradient: Vector) => void): Vector {
  const weights: Vector = new Array<number>(size).fill(0)
  for (let step = 0; step < STEPS; step += 1) {
    const gradient: Vector = new Array<number>(size).fill(0)
    addGradient(weights, gradient)
    for (let k = 0; k < size; k += 1) {
      const next = weights[k]! + RATE * 4 * (gradient[k]! - (k < free ? 0 : penalty * weights[k]!))
      weights[k] = k < free ? next : Math.max(0, next)
    }
  }
  return weights
}

function best({ passages }: Example, weights: Vector): Example['passages'][number] {
  return passages.reduce((a, b) => (dot(weights, b.features) > dot(weights, a.features) ? b : a))
}

function print(name: string, weights: Vector): void {
  console.log(name, `{ ${keys.map((key, i) => `${key}: ${weights[i]!.toFixed(2)}`).join(', ')} }`)
}

function share<T>(items: readonly T[], test: (item: T) => boolean): string {
  return `${items.filter(test).length}/${items.length}`
}

function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
