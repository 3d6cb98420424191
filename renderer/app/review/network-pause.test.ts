import { describe, expect, it } from 'vitest'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { NetworkPause } from './network-pause.ts'

/** A main process which takes its time, and refuses as often as it is told to. */
function fakeMain(refusals = 0) {
  const asked: boolean[] = []
  const waiting: (() => void)[] = []
  const api = {
    invoke: (_channel: string, { on }: { on: boolean }) =>
      new Promise((resolve) => {
        asked.push(on)
        const refused = refusals-- > 0
        waiting.push(() => resolve(refused ? { ok: false, error: { code: 'internal', kind: 'defect', message: 'No.', retryable: false } } : { ok: true, value: undefined }))
      }),
  } as unknown as PageApi
  const answer = async (): Promise<void> => {
    waiting.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { api, asked, answer }
}

describe('NetworkPause', () => {
  it('asks again only once the main process has answered, and ends with the last wish', async () => {
    const { api, asked, answer } = fakeMain()
    const network = new NetworkPause(api, () => undefined)
    network.want(true)
    network.want(false)
    network.want(true)
    network.want(false)
    expect(asked).toEqual([true])
    await answer()
    expect(asked).toEqual([true, false])
    await answer()
    expect(asked).toEqual([true, false])
  })

  it('says when it failed, and tries again when it is wished for again', async () => {
    const { api, asked, answer } = fakeMain(1)
    const failures: string[] = []
    const network = new NetworkPause(api, ({ message }) => failures.push(message))
    network.want(true)
    await answer()
    expect(failures).toEqual(['No.'])
    expect(asked).toEqual([true])
    network.want(true)
    await answer()
    expect(asked).toEqual([true, true])
    network.want(false)
    expect(asked).toEqual([true, true, false])
  })
})
