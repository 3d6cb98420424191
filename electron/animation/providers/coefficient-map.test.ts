import { describe, expect, it } from 'vitest'
import { COEFFICIENT_INDEX as C, COEFFICIENT_NAMES } from '../../contract/coefficients.ts'
import { CoefficientMap } from './coefficient-map.ts'
import { A2F_ORDER, AZURE_ORDER, LIVE_LINK_ORDER } from './coefficient-orders.ts'

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1)
const numbered = (names: readonly string[]): Record<string, number> => Object.fromEntries(names.map((name, k) => [name, (k + 1) / 100]))

function mapped(names: readonly string[]): Record<string, number> {
  const coefficients = new CoefficientMap(names).apply(names.map((_, k) => (k + 1) / 100))
  return Object.fromEntries(COEFFICIENT_NAMES.map((name, k) => [name, Math.round(coefficients[k]! * 1000) / 1000]))
}

describe('mapping by name', () => {
  it.each([
    ['camelCase in any order', [...COEFFICIENT_NAMES].reverse()],
    ['the order of Audio2Face-3D', A2F_ORDER],
  ])('takes %s to the 52', (_, names) => {
    expect(mapped(names)).toEqual(numbered(names))
  })

  it('understands PascalCase', () => {
    expect(mapped(A2F_ORDER.map(pascal))).toEqual(numbered(A2F_ORDER))
  })

  it('understands _L and _R, and puts split shapes together', () => {
    const names = A2F_ORDER.filter((name) => name !== 'tongueOut').flatMap((name) =>
      name === 'browInnerUp' || name === 'cheekPuff'
        ? [`${name}_L`, `${name}_R`]
        : [/^(mouth|jaw)(Left|Right)$/.test(name) ? name : name.replace(/Left$/, '_L').replace(/Right$/, '_R')],
    )
    const map = new CoefficientMap(names)
    expect(map.unknown).toEqual([])
    expect(map.driven).toBe(51)
    const values = names.map((name) => (name === 'browInnerUp_L' ? 0.2 : name === 'browInnerUp_R' ? 0.6 : name === 'mouthLeft' ? 0.9 : 0))
    const coefficients = map.apply(values)
    expect(coefficients[C.browInnerUp]).toBeCloseTo(0.4)
    expect(coefficients[C.mouthLeft]).toBeCloseTo(0.9)
    expect(coefficients[C.tongueOut]).toBe(0)
  })

  it('moves both sides where the provider knows only one', () => {
    const map = new CoefficientMap(['jawOpen', 'mouthPress'])
    const coefficients = map.apply([0.3, 0.4])
    expect(map.driven).toBe(3)
    expect([coefficients[C.mouthPressLeft], coefficients[C.mouthPressRight]]).toEqual([Math.fround(0.4), Math.fround(0.4)])
  })

  it('leaves out what we have no coefficient for', () => {
    expect(new CoefficientMap(AZURE_ORDER)).toMatchObject({ length: 55, driven: 52, unknown: ['headRoll', 'leftEyeRoll', 'rightEyeRoll'] })
    expect(new CoefficientMap(LIVE_LINK_ORDER)).toMatchObject({ length: 61, driven: 52 })
    expect(LIVE_LINK_ORDER.indexOf('jawRight')).toBe(A2F_ORDER.indexOf('jawLeft'))
    expect(LIVE_LINK_ORDER.indexOf('mouthRight')).toBe(A2F_ORDER.indexOf('mouthLeft'))
  })
})
