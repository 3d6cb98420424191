import { describe, expect, it } from 'vitest'
import type { AnimationEndpoint } from '../../../electron/contract/settings.ts'
import { FACE_KINDS, faceDraft, faceKindOf, missingOf, NVIDIA_ADDRESS } from './face-choice.ts'

const triton: AnimationEndpoint = { kind: 'custom', provider: 'triton', baseUrl: 'http://triton:8000', model: 'face' }

describe('the choice of who moves the face', () => {
  it.each(FACE_KINDS)('is the same when it is read again: %s', (kind) => {
    const address = kind === 'nvidia-hosted' ? {} : { baseUrl: 'http://host.example:8000' }
    expect(faceKindOf({ ...faceDraft(kind, null), ...address })).toBe(kind)
  })

  it('takes no address from one server to another', () => {
    expect(faceDraft('nvidia', triton)).toEqual({ kind: 'custom', provider: 'audio2face-3d' })
    expect(faceDraft('nvidia-hosted', triton)).toMatchObject({ baseUrl: NVIDIA_ADDRESS })
    expect(faceDraft('nvidia', { kind: 'custom', provider: 'audio2face-3d', baseUrl: NVIDIA_ADDRESS }).baseUrl).toBeUndefined()
    expect(faceDraft('understudy', { kind: 'embedded' })).toEqual({ kind: 'custom', provider: 'understudy' })
  })

  it('keeps what was entered while this computer does the work', () => {
    const paused = faceDraft('embedded', triton)
    expect(faceKindOf(paused)).toBe('embedded')
    expect(faceDraft('triton', paused)).toEqual(triton)
  })

  it('says what is missing', () => {
    expect(missingOf(triton)).toBe('')
    expect(missingOf({ kind: 'embedded' })).toBe('')
    expect(missingOf(faceDraft('triton', null))).toBe('Enter the address')
    expect(missingOf({ ...triton, baseUrl: 'triton:8000' })).toBe('Correct the address')
    expect(missingOf(faceDraft('nvidia-hosted', null))).toBe('Enter the id of the function')
    expect(missingOf({ ...faceDraft('nvidia-hosted', null), functionId: 'f' })).toBe('')
  })
})
