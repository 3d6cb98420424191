import pino from 'pino'
import { expect, it, vi } from 'vitest'
import { UnderstudyError } from '../contract/errors.ts'
import type { Host } from '../contract/host.ts'
import { HostGate } from './host-gate.ts'

const logger = pino({ enabled: false })
const hostWith = (parts: object): Host => ({ dispose: () => Promise.resolve(), ...parts }) as unknown as Host

it('lets a request wait until the services are there', async () => {
  let open: (host: Host) => void = () => undefined
  const gate = new HostGate(new Promise<Host>((resolve) => (open = resolve)), [], logger)
  const answer = gate.handlers['settings.testEndpoint']({ role: 'speech' })
  expect(gate.ready).toBeNull()
  open(hostWith({ handlers: { 'settings.testEndpoint': () => ({ ok: true, detail: 'works' }) } }))
  expect(await answer).toEqual({ ok: true, detail: 'works' })
})

it('says why when the services cannot be made', async () => {
  const expected = new HostGate(
    Promise.reject(new UnderstudyError('persona_invalid', 'The persona is broken.')),
    [],
    logger,
  )
  await expect(expected.handlers['talk.stop']()).rejects.toMatchObject({ code: 'persona_invalid' })
  const defect = new HostGate(Promise.reject(new TypeError('x')), [], logger)
  await expect(defect.handlers['talk.stop']()).rejects.toMatchObject({ code: 'unavailable' })
})

it('closes a port that nobody will ever read', async () => {
  const gate = new HostGate(Promise.reject(new TypeError('x')), [], logger)
  const close = vi.fn()
  gate.attachMicrophone({ close } as never)
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce())
})

it('ends the services once', async () => {
  const dispose = vi.fn(() => Promise.resolve())
  const gate = new HostGate(Promise.resolve(hostWith({ dispose })), [], logger)
  await Promise.all([gate.dispose(), gate.dispose()])
  expect(dispose).toHaveBeenCalledOnce()
})
