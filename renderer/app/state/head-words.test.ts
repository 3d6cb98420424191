import { expect, it } from 'vitest'
import type { HeadReport } from '../../../electron/contract/avatar.ts'
import { COEFFICIENT_NAMES } from '../../../electron/contract/coefficients.ts'
import { kindSentence, noticeable, originSentence, shapeList, shapesSentence } from './head-words.ts'

const report = (channels: readonly string[], rest: Partial<HeadReport> = {}): HeadReport => ({
  ...{ kind: 'gltf', unknown: [], triangles: 18_204, splats: null, eyes: false },
  channels: [...channels],
  missing: COEFFICIENT_NAMES.filter((name) => !channels.includes(name)),
  ...rest,
})

it('says what kind of head it is and how much of a face moves', () => {
  expect(kindSentence(report([]))).toBe('A model made elsewhere, 18,204 triangles')
  expect(kindSentence(report([], { kind: 'lam', triangles: null, splats: 20_018 }))).toBe('A LAM avatar, 20,018 splats')
  expect(shapesSentence(report(['jawOpen']))).toBe('1 of the 52 movements of a face')
  expect(shapesSentence(report(COEFFICIENT_NAMES))).toBe('All 52 movements of a face')
})

it('names what one would notice, and nothing of a whole face', () => {
  expect(noticeable(report(COEFFICIENT_NAMES))).toEqual([])
  expect(noticeable(report(['jawOpen', 'eyeBlinkLeft'], { eyes: true }))).toEqual([
    'It cannot smile.',
    'Its lips do not round.',
    'Its lips close only with the jaw.',
    'Its brows stay still.',
  ])
})

it('puts both sides of a movement together', () => {
  expect(shapeList(['eyeBlinkLeft', 'eyeBlinkRight', 'cheekPuff', 'noseSneerLeft', 'jawLeft', 'mouthRight'])).toEqual([
    'eye blink left and right',
    'cheek puff',
    'nose sneer left',
    'jaw left',
    'mouth right',
  ])
})

it('tells where a face came from', () => {
  const origin = { formatVersion: 1 as const, names: ['zoe.vrm'], madeAt: '2026-11-25T10:00:00.000Z' }
  expect(originSentence({ ...origin, kind: 'file' })).toBe('From «zoe.vrm» on 25 November 2026')
  expect(originSentence({ ...origin, kind: 'photographs', names: ['a', 'b'] })).toBe('Made from 2 photographs on 25 November 2026')
})
