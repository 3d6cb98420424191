import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright'
import type { TurnEvent } from '../electron/contract/turn.ts'

declare global {
  interface Window {
    turnLog?: { event: TurnEvent; atEpochMs: number }[]
    microphoneOpenedAtMs?: number
  }
}

/** Follows what the app tells its page about turns, beside the interface. */
export class TurnLog {
  private constructor(private readonly page: Page) {}

  static async attach(page: Page): Promise<TurnLog> {
    await page.evaluate(() => {
      window.turnLog = []
      window.understudy.on('turn.event', (event) => window.turnLog?.push({ event, atEpochMs: performance.timeOrigin + performance.now() }))
      window.understudy.on('input.level', () => {
        window.microphoneOpenedAtMs ??= performance.timeOrigin + performance.now()
      })
    })
    return new TurnLog(page)
  }

  async events(): Promise<TurnEvent[]> {
    return (await this.timed()).map(({ event }) => event)
  }

  timed(): Promise<{ event: TurnEvent; atEpochMs: number }[]> {
    return this.page.evaluate(() => window.turnLog ?? [])
  }

  /** Epoch ms at which the first sound came from the microphone. */
  async microphoneOpened(timeoutMs = 30_000): Promise<number> {
    return this.poll(() => this.page.evaluate(() => window.microphoneOpenedAtMs ?? null), timeoutMs, 'the microphone never opened')
  }

  /** The first event of a type, waited for. */
  async first<T extends TurnEvent['type']>(type: T, timeoutMs = 30_000): Promise<Extract<TurnEvent, { type: T }>> {
    return this.poll(
      async () => ((await this.events()).find((event) => event.type === type) as Extract<TurnEvent, { type: T }> | undefined) ?? null,
      timeoutMs,
      `no «${type}» came`,
    )
  }

  async clear(): Promise<void> {
    await this.page.evaluate(() => {
      window.turnLog = []
    })
  }

  /** Polls from outside: the page's policy forbids the eval behind Playwright's waitForFunction. */
  private async poll<T>(look: () => Promise<T | null>, timeoutMs: number, problem: string): Promise<T> {
    const until = Date.now() + timeoutMs
    for (;;) {
      const found = await look()
      if (found !== null) return found
      if (Date.now() > until) throw new Error(`${problem} within ${timeoutMs} ms`)
      await delay(50)
    }
  }
}
