import { expect, it } from 'vitest'
import { stagesOf } from './turn-stages.ts'

const TRACE = { transcriptMs: 80, firstTokenMs: 120, firstAudioMs: 300, firstFrameMs: 320, doneMs: 2000 }

it('shows the stages which a turn went through, in their order, and what each took', () => {
  const stages = stagesOf({ ...TRACE, captureMs: 30, firstSentenceMs: null, firstCoefficientsMs: 290 })
  expect(stages.map(({ stage, atMs, stepMs }) => [stage, atMs, stepMs])).toEqual([
    ['captureMs', 30, null],
    ['transcriptMs', 80, 50],
    ['firstTokenMs', 120, 40],
    ['firstCoefficientsMs', 290, 170],
    ['firstAudioMs', 300, 10],
    ['firstFrameMs', 320, 20],
    ['doneMs', 2000, 1680],
  ])
})

it('shows nothing of a turn that went through none', () => {
  expect(stagesOf(null)).toEqual([])
  expect(stagesOf({ transcriptMs: null, firstTokenMs: null, firstAudioMs: null, firstFrameMs: null, doneMs: null })).toEqual([])
})
