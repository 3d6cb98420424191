import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InferenceCommand, InferenceReport } from '../contract/inference.ts'
import type { InferenceChild } from './inference-child.ts'
import { InferenceSupervisor } from './supervisor.ts'

/** A process that does only what the test says. */
class ScriptedChild implements InferenceChild {
  readonly pid = 4711
  readonly commands: InferenceCommand[] = []
  killed = false
  private onMessageListener: (message: unknown) => void = () => undefined
  private readonly exitListeners: ((code: number | null, signal: string | null) => void)[] = []

  send(command: InferenceCommand): void {
    this.commands.push(command)
  }
  onMessage(listener: (message: unknown) => void): void {
    this.onMessageListener = listener
  }
  onExit(listener: (code: number | null, signal: string | null) => void): void {
    this.exitListeners.push(listener)
  }
  kill(): void {
    if (this.killed) return
    this.killed = true
    this.exit()
  }
  report(report: InferenceReport | object): void {
    this.onMessageListener(report)
  }
  becomeReady(port = 1234): void {
    this.report({ type: 'listening', host: '127.0.0.1', port })
    this.report({ type: 'ready' })
  }
  answerPing(rssBytes = 1): void {
    const ping = this.commands.findLast((command) => command.type === 'ping')!
    this.report({ type: 'pong', sequence: ping.sequence, rssBytes, loopDelayP95Ms: 2 })
  }
  exit(): void {
    for (const listener of this.exitListeners.splice(0)) listener(1, null)
  }
}

let children: ScriptedChild[]
let states: string[]
let supervisor: InferenceSupervisor

beforeEach(() => {
  vi.useFakeTimers()
  children = []
  states = []
  supervisor = new InferenceSupervisor({
    spawn: () => {
      const child = new ScriptedChild()
      children.push(child)
      return child
    },
    resourcesDir: '/r',
    modelsDir: '/m',
    limits: { startTimeoutMs: 1_000, pingEveryMs: 100, pingTimeoutMs: 500, memoryCeilingBytes: 1_000 },
  })
  supervisor.onStatus((status) => states.push(status))
})

afterEach(() => {
  supervisor.dispose()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const child = (): ScriptedChild => children.at(-1)!

describe('InferenceSupervisor', () => {
  it('starts a process with a long random token and says where it listens', async () => {
    const started = supervisor.start()
    const endpoint = supervisor.endpoint()
    const start = child().commands[0] as InferenceCommand & { type: 'start' }
    expect(start).toMatchObject({ type: 'start', host: '127.0.0.1', port: 0, modelsDir: '/m' })
    expect(start.token).toMatch(/^[0-9a-f]{64}$/)
    child().becomeReady(99)
    await started
    expect(await endpoint).toEqual({ baseURL: 'http://127.0.0.1:99/v1', token: start.token })
    expect(states).toEqual(['starting', 'ready'])
  })

  it('starts again at once after a crash, then with growing delays', async () => {
    void supervisor.start()
    child().becomeReady()
    child().exit()
    expect(supervisor.status).toBe('restarting')
    await vi.advanceTimersByTimeAsync(0)
    expect(children.length).toBe(2)
    for (const [n, delayMs] of [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000].entries()) {
      child().becomeReady()
      child().exit()
      await vi.advanceTimersByTimeAsync(delayMs - 1)
      expect(children.length).toBe(n + 2)
      await vi.advanceTimersByTimeAsync(1)
      expect(children.length).toBe(n + 3)
    }
  })

  it('makes requests wait for the new process', async () => {
    void supervisor.start()
    child().becomeReady(1)
    child().exit()
    const endpoint = supervisor.endpoint()
    await vi.advanceTimersByTimeAsync(0)
    child().becomeReady(2)
    expect((await endpoint).baseURL).toBe('http://127.0.0.1:2/v1')
  })

  it('ends a process that hangs, that grows too big, or that does not get ready', async () => {
    void supervisor.start()
    child().becomeReady()
    child().answerPing()
    expect(supervisor.lastPong).toEqual({ rssBytes: 1, loopDelayP95Ms: 2 })
    await vi.advanceTimersByTimeAsync(100 + 499)
    expect(children[0]!.killed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(children[0]!.killed).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    child().becomeReady()
    child().answerPing(1_001)
    expect(children[1]!.killed).toBe(true)
    await vi.advanceTimersByTimeAsync(250)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(children[2]!.killed).toBe(true)
  })

  it('keeps a process alive that answers', async () => {
    void supervisor.start()
    child().becomeReady()
    for (let n = 0; n < 50; n++) {
      child().answerPing()
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(children.length).toBe(1)
  })

  it('gives up after five starts that came to nothing, and tries again when asked', async () => {
    const started = supervisor.start()
    const failure = expect(started).rejects.toMatchObject({ code: 'unavailable' })
    for (let n = 0; n < 5; n++) {
      child().exit()
      await vi.advanceTimersByTimeAsync(10_000)
    }
    await failure
    expect([supervisor.status, children.length]).toEqual(['failed', 5])
    const again = supervisor.start()
    child().becomeReady()
    await again
  })

  it('gives up at once when starting again cannot help, and says why', async () => {
    const started = supervisor.start()
    child().report({ type: 'failed', error: { code: 'unavailable', kind: 'expected', message: 'A model is missing; run npm ci.', retryable: false } })
    child().exit()
    await expect(started).rejects.toMatchObject({ message: 'A model is missing; run npm ci.' })
    await expect(supervisor.endpoint()).rejects.toMatchObject({ message: 'A model is missing; run npm ci.' })
    expect(children.length).toBe(1)
  })

  it('ignores what does not fit the contract, and what a former process says', async () => {
    void supervisor.start()
    child().report({ type: 'ready', extra: 1 })
    child().report({ type: 'nonsense' })
    child().exit()
    await vi.advanceTimersByTimeAsync(0)
    children[0]!.becomeReady(1)
    expect(supervisor.status).toBe('restarting')
  })

  it('asks the process to stop, and ends it when it does not', async () => {
    void supervisor.start()
    child().becomeReady()
    const stopped = supervisor.stop()
    expect(child().commands.at(-1)).toEqual({ type: 'stop' })
    await vi.advanceTimersByTimeAsync(2_000)
    await stopped
    expect([child().killed, supervisor.status, children.length]).toEqual([true, 'stopped', 1])
  })

  it('takes the network from the process, and from the one after it before it starts', () => {
    supervisor.start().catch(() => undefined)
    child().becomeReady()
    supervisor.setOffline(true)
    expect(child().commands.at(-1)).toEqual({ type: 'network', offline: true })
    child().exit()
    vi.advanceTimersByTime(0)
    expect(children).toHaveLength(2)
    expect(child().commands.map((command) => command.type)).toEqual(['network', 'start'])
    supervisor.setOffline(false)
    expect(child().commands.at(-1)).toEqual({ type: 'network', offline: false })
  })
})
