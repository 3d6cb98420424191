import type { TurnStage, TurnTrace } from '../../../electron/contract/turn.ts'

const LABELS: [TurnStage, string][] = [
  ['endpointMs', 'End of the turn noticed'],
  ['captureMs', 'Last word recorded'],
  ['transcriptMs', 'Question understood'],
  ['retrievalMs', 'Sources found'],
  ['firstTokenMs', 'First word found'],
  ['firstSentenceMs', 'First sentence ready'],
  ['acknowledgedMs', 'Said it is thinking'],
  ['firstAudioMs', 'First sound'],
  ['firstCoefficientsMs', 'Face computed'],
  ['firstFrameMs', 'Face moves'],
  ['doneMs', 'Answer finished'],
]

export interface ShownStage {
  stage: TurnStage
  label: string
  atMs: number
  /** After the stage before; null for the first one. */
  stepMs: number | null
}

/** The stages that a turn went through, in the order in which it did. */
export function stagesOf(trace: TurnTrace | null): ShownStage[] {
  const reached = LABELS.flatMap(([stage, label]) => {
    const atMs = trace?.[stage]
    return typeof atMs === 'number' ? [{ stage, label, atMs }] : []
  })
  reached.sort((a, b) => a.atMs - b.atMs)
  return reached.map((stage, k) => ({ ...stage, stepMs: k === 0 ? null : stage.atMs - reached[k - 1]!.atMs }))
}
