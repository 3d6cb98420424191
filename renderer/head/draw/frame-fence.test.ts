import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FrameFence } from './frame-fence.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A context whose fences are passed when the test says so. */
class FakeContext {
  readonly SYNC_GPU_COMMANDS_COMPLETE = 1
  readonly SYNC_STATUS = 2
  readonly UNSIGNALED = 3
  passed = false
  lost = false
  readonly kept = new Set<object>()

  fenceSync(): object {
    const sync = {}
    this.kept.add(sync)
    return sync
  }
  flush(): void {
    return
  }
  getSyncParameter(): number | null {
    return this.lost ? null : this.passed ? 4 : this.UNSIGNALED
  }
  deleteSync(sync: object): void {
    this.kept.delete(sync)
  }
  isContextLost(): boolean {
    return this.lost
  }
}

function watched() {
  const context = new FakeContext()
  const fence = new FrameFence(context as unknown as WebGL2RenderingContext)
  const done = vi.fn()
  fence.watch(done)
  return { context, fence, done }
}

describe('a frame that is watched', () => {
  it('is told of once its pixels exist, and not before', () => {
    const { context, done } = watched()
    vi.advanceTimersByTime(100)
    expect(done).not.toHaveBeenCalled()
    context.passed = true
    vi.advanceTimersByTime(10)
    expect(done).toHaveBeenCalledOnce()
    expect(context.kept.size).toBe(0)
    vi.advanceTimersByTime(100)
    expect(done).toHaveBeenCalledOnce()
  })

  it('is the only one: a later one is left out', () => {
    const { context, fence, done } = watched()
    const later = vi.fn()
    fence.watch(later)
    context.passed = true
    vi.advanceTimersByTime(10)
    expect(done).toHaveBeenCalledOnce()
    expect(later).not.toHaveBeenCalled()
  })

  it('is not told of where it was cancelled or its context was lost', () => {
    const { context, fence, done } = watched()
    fence.cancel()
    expect(context.kept.size).toBe(0)
    fence.watch(done)
    context.lost = true
    vi.advanceTimersByTime(10)
    expect(done).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})
