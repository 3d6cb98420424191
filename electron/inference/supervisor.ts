import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Disposable } from '../base/disposable.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { inferenceReportSchema, type InferenceReport, type InferenceStatus } from '../contract/inference.ts'
import type { InferenceChild, SpawnInferenceChild } from './inference-child.ts'

export interface SupervisorLimits {
  /** A process that isn't ready by then is ended and started again. */
  startTimeoutMs: number
  pingEveryMs: number
  /** A process that doesn't answer a ping for this long hangs. */
  pingTimeoutMs: number
  memoryCeilingBytes: number
}

export const DEFAULT_SUPERVISOR_LIMITS: SupervisorLimits = {
  startTimeoutMs: 30_000,
  pingEveryMs: 2_000,
  pingTimeoutMs: 10_000,
  memoryCeilingBytes: 2.5 * 1024 ** 3,
}

export interface SupervisorOptions {
  spawn: SpawnInferenceChild
  resourcesDir: string
  modelsDir: string
  /** Folder of own persona packages. */
  personasDir?: string
  transcriptionModel?: 'base' | 'tiny'
  host?: string
  /** 0, the default, takes any free port. */
  port?: number
  /** Random when left out. */
  token?: string
  logger?: Pick<Logger, 'info' | 'warn'>
  limits?: Partial<SupervisorLimits>
}

export interface EmbeddedEndpoint {
  /** `http://127.0.0.1:PORT/v1` */
  baseURL: string
  token: string
}

/** Starts in a row that come to nothing before it gives up. */
const MAX_FAILED_STARTS = 5
const FIRST_DELAY_MS = 250
const MAX_DELAY_MS = 8_000
/** After this long the next crash counts as the first. */
const STABLE_AFTER_MS = 60_000
const STOP_TIMEOUT_MS = 2_000

/**
 * Keeps one inference process alive: starts it, pings it, ends it when it hangs or grows too big, and starts it again,
 * the first time at once and then with growing delays. Requests that were under way see their connection break;
 * `endpoint()` makes later ones wait for the new process.
 */
export class InferenceSupervisor implements Disposable {
  private readonly limits: SupervisorLimits
  private readonly token: string
  private readonly listeners = new Set<(status: InferenceStatus) => void>()
  private currentStatus: InferenceStatus = 'stopped'
  private child: InferenceChild | null = null
  private address: { host: string; port: number } | null = null
  private waiting: { until: 'listening' | 'ready'; resolve: () => void; reject: (error: UnderstudyError) => void }[] = []
  private timers = new Set<NodeJS.Timeout>()
  private pingSequence = 0
  private readyAtMs: number | null = null
  private crashes = 0
  private failedStarts = 0
  private lastError: UnderstudyError | null = null
  private offline = false
  lastPong: { rssBytes: number; loopDelayP95Ms: number } | null = null

  constructor(private readonly options: SupervisorOptions) {
    this.limits = { ...DEFAULT_SUPERVISOR_LIMITS, ...options.limits }
    this.token = options.token ?? randomBytes(32).toString('hex')
  }

  get status(): InferenceStatus {
    return this.currentStatus
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  onStatus(listener: (status: InferenceStatus) => void): Disposable {
    this.listeners.add(listener)
    return { dispose: () => void this.listeners.delete(listener) }
  }

  /**
   * Resolves when every model is loaded and warm.
   * @throws UnderstudyError what the process failed with, when it is given up
   */
  start(): Promise<void> {
    if (this.currentStatus === 'stopped' || this.currentStatus === 'failed') {
      this.crashes = 0
      this.failedStarts = 0
      this.setStatus('starting')
      this.launch()
    }
    return this.until('ready')
  }

  /** Switches the process's network off and on again; a process that is started later begins as this one is. */
  setOffline(offline: boolean): void {
    this.offline = offline
    this.child?.send({ type: 'network', offline })
  }

  /** Where requests go; waits while the process starts or restarts. Requests for models still loading wait there. */
  async endpoint(): Promise<EmbeddedEndpoint> {
    await this.until('listening')
    const { host, port } = this.address!
    return { baseURL: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1`, token: this.token }
  }

  /** Ends the process in an orderly way. */
  async stop(): Promise<void> {
    const child = this.child
    if (!child) return this.dispose()
    const gone = new Promise<void>((resolve) => child.onExit(() => resolve()))
    this.settle('stopped')
    child.send({ type: 'stop' })
    const timer = setTimeout(() => child.kill(), STOP_TIMEOUT_MS)
    await gone
    clearTimeout(timer)
  }

  /** Ends the process at once. */
  dispose(): void {
    const child = this.child
    this.settle('stopped')
    child?.kill()
  }

  private launch(): void {
    const child = this.options.spawn()
    this.child = child
    child.onMessage((message) => {
      const report = inferenceReportSchema.safeParse(message)
      if (this.child === child && report.success) this.receive(report.data)
    })
    child.onExit(() => {
      if (this.child === child) this.onExit()
    })
    const { host = '127.0.0.1', port = 0, resourcesDir, modelsDir, personasDir, transcriptionModel = 'base' } = this.options
    // First, so that nothing of the start can reach out.
    if (this.offline) child.send({ type: 'network', offline: true })
    child.send({ type: 'start', host, port, token: this.token, resourcesDir, modelsDir, transcriptionModel, ...(personasDir === undefined ? {} : { personasDir }) })
    this.after(this.limits.startTimeoutMs, () => {
      if (this.readyAtMs === null) this.end('did not become ready in time')
    })
  }

  private receive(report: InferenceReport): void {
    switch (report.type) {
      case 'listening':
        this.address = { host: report.host, port: report.port }
        return this.settleWaiting('listening')
      case 'ready':
        this.readyAtMs = performance.now()
        this.failedStarts = 0
        this.setStatus('ready')
        this.settleWaiting('ready')
        return this.ping()
      case 'pong':
        return this.onPong(report)
      case 'failed':
        this.lastError = UnderstudyError.fromShape(report.error)
        return
    }
  }

  private ping(): void {
    const sequence = ++this.pingSequence
    this.child?.send({ type: 'ping', sequence })
    this.after(this.limits.pingTimeoutMs, () => {
      if (this.pingSequence === sequence) this.end('does not answer')
    })
  }

  private onPong(pong: InferenceReport & { type: 'pong' }): void {
    if (pong.sequence !== this.pingSequence) return
    this.pingSequence++
    this.lastPong = { rssBytes: pong.rssBytes, loopDelayP95Ms: pong.loopDelayP95Ms }
    if (pong.rssBytes > this.limits.memoryCeilingBytes) return this.end('uses too much memory')
    this.clearTimers()
    this.after(this.limits.pingEveryMs, () => this.ping())
  }

  private end(reason: string): void {
    this.options.logger?.warn({ pid: this.pid, reason }, 'ending the inference process')
    this.child?.kill()
  }

  private onExit(): void {
    const wasStableMs = this.readyAtMs === null ? 0 : performance.now() - this.readyAtMs
    if (this.readyAtMs === null) this.failedStarts++
    this.crashes = wasStableMs >= STABLE_AFTER_MS ? 1 : this.crashes + 1
    this.forgetChild()
    const hopeless = this.lastError !== null && this.lastError.kind === 'expected' && !this.lastError.retryable
    if (hopeless || this.failedStarts >= MAX_FAILED_STARTS) return this.settle('failed')
    this.setStatus('restarting')
    const delayMs = this.crashes <= 1 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.crashes - 2))
    this.options.logger?.warn({ delayMs, crashes: this.crashes }, 'the inference process is gone; starting it again')
    this.after(delayMs, () => this.launch())
  }

  private forgetChild(): void {
    this.clearTimers()
    this.child = null
    this.address = null
    this.readyAtMs = null
  }

  private settle(status: 'failed' | 'stopped'): void {
    this.forgetChild()
    this.setStatus(status)
    for (const waiter of this.waiting.splice(0)) waiter.reject(this.gone())
  }

  private until(what: 'listening' | 'ready'): Promise<void> {
    if (this.currentStatus === 'stopped' || this.currentStatus === 'failed') return Promise.reject(this.gone())
    if (what === 'listening' ? this.address : this.readyAtMs !== null) return Promise.resolve()
    return new Promise((resolve, reject) => this.waiting.push({ until: what, resolve, reject }))
  }

  private settleWaiting(what: 'listening' | 'ready'): void {
    const met = this.waiting.filter((waiter) => waiter.until === what)
    this.waiting = this.waiting.filter((waiter) => waiter.until !== what)
    for (const waiter of met) waiter.resolve()
  }

  private gone(): UnderstudyError {
    if (this.currentStatus === 'failed' && this.lastError) return this.lastError
    const message =
      this.currentStatus === 'failed'
        ? 'The speech and answer engine does not start; see the log, then restart Understudy.'
        : 'The speech and answer engine is not running.'
    return new UnderstudyError('unavailable', message)
  }

  private setStatus(status: InferenceStatus): void {
    if (status === this.currentStatus) return
    this.currentStatus = status
    this.options.logger?.info({ status, pid: this.pid }, 'inference process')
    for (const listener of this.listeners) listener(status)
  }

  private after(delayMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      act()
    }, delayMs)
    this.timers.add(timer)
  }

  private clearTimers(): void {
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
  }
}
