import type { TurnStage, TurnTrace } from '../../electron/contract/turn.ts'
import { summarise, type Measurement } from './statistics.ts'

/** What each stage may take of a hold (from the release) or of an open microphone (from the end of speech), in the order of a turn. */
const BUDGET: Record<'hold' | 'open', Partial<Record<TurnStage, string>>> = {
  hold: {
    captureMs: 'p95 ≤ 350',
    transcriptMs: 'p50 ≤ 200',
    retrievalMs: 'p50 ≤ 230',
    firstTokenMs: 'p50 ≤ 250',
    firstSentenceMs: 'p50 ≤ 250',
    firstAudioMs: 'p50 ≤ 400, p95 ≤ 800',
    firstCoefficientsMs: 'p50 ≤ 430',
    firstFrameMs: 'p50 ≤ 460, p95 ≤ 860',
  },
  open: {
    endpointMs: 'p50 ≤ 500',
    captureMs: 'p50 ≤ 510',
    transcriptMs: 'p50 ≤ 550',
    retrievalMs: 'p50 ≤ 570',
    firstTokenMs: 'p50 ≤ 580',
    firstSentenceMs: 'p50 ≤ 580',
    firstAudioMs: 'p50 ≤ 700, p95 ≤ 1200',
    firstCoefficientsMs: 'p50 ≤ 730',
    firstFrameMs: 'p50 ≤ 760, p95 ≤ 1260',
  },
}

/** When each stage was reached in these turns. One that an answer does not go through is counted in those only that do. */
export function stageMeasurements(kind: 'hold' | 'open', traces: readonly TurnTrace[]): Measurement[] {
  return (Object.entries(BUDGET[kind]) as [TurnStage, string][]).map(([stage, target]) => {
    const times = traces.flatMap((trace) => (typeof trace[stage] === 'number' ? [trace[stage]] : []))
    const name = stage.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    return summarise(`stage.${kind}.${name}_ms`, 'ms', times, target, kind === 'hold' ? 'from the release of the key' : 'from the end of speech')
  })
}
