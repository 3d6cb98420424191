import { describe, expect, it } from 'vitest'
import { TierGovernor, firstTier } from './tiers.ts'

function feed(governor: TierGovernor, ms: number, frames: number): void {
  for (let i = 0; i < frames; i++) governor.report(ms)
}

describe('firstTier', () => {
  it('begins low where the driver says that it is software', () => {
    expect(firstTier('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)')).toBe('low')
    expect(firstTier('llvmpipe (LLVM 15.0.7, 256 bits)')).toBe('low')
    expect(firstTier('ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11)')).toBe('high')
  })
})

describe('TierGovernor', () => {
  it('keeps a tier that is in budget', () => {
    const governor = new TierGovernor('high')
    feed(governor, 7, 200)
    expect(governor.decision).toEqual({ tier: 'high', scale: 1 })
  })

  it('tries the better tier once, when the start is far under budget', () => {
    const governor = new TierGovernor('high')
    feed(governor, 1.5, 10)
    expect(governor.decision.tier).toBe('ultra')
    feed(governor, 20, 20)
    expect(governor.decision.tier).toBe('high')
    feed(governor, 1.5, 100)
    expect(governor.decision.tier).toBe('high')
  })

  it('does not step down for one bad moment', () => {
    const governor = new TierGovernor('medium')
    feed(governor, 60, 10)
    feed(governor, 8, 10)
    feed(governor, 60, 10)
    expect(governor.decision.tier).toBe('medium')
  })

  it('gives resolution back when a busy machine is calm again, more slowly after a relapse', () => {
    const governor = new TierGovernor('low')
    feed(governor, 90, 20)
    expect(governor.decision.scale).toBe(0.85)
    feed(governor, 10, 30)
    expect(governor.decision.scale).toBe(1)
    feed(governor, 90, 20)
    feed(governor, 10, 30)
    expect(governor.decision.scale).toBe(0.85)
    feed(governor, 10, 30)
    expect(governor.decision.scale).toBe(1)
  })

  it('steps down to the lowest resolution of the lowest tier and no further', () => {
    const governor = new TierGovernor('high')
    feed(governor, 90, 400)
    expect(governor.decision).toEqual({ tier: 'low', scale: 0.55 })
  })
})
