import { describe, expect, it, vi } from 'vitest'
import type { MicrophoneMessage } from '../../electron/contract/audio.ts'
import { Microphone } from './microphone.ts'

/** A machine on which opening a microphone fails in a given way. */
class FailingDevices extends EventTarget {
  readonly asked: MediaStreamConstraints[] = []
  constructor(private readonly errors: string[]) {
    super()
  }

  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints)
    return Promise.reject(new DOMException('', this.errors[Math.min(this.asked.length, this.errors.length) - 1]))
  }
}

function open(...errors: string[]): { devices: FailingDevices; microphone: Microphone; told: MicrophoneMessage[] } {
  const devices = new FailingDevices(errors)
  const microphone = new Microphone(devices as unknown as MediaDevices)
  const told: MicrophoneMessage[] = []
  microphone.onMessage((message) => told.push(message))
  return { devices, microphone, told }
}

describe('Microphone', () => {
  it.each([
    ['NotAllowedError', 'permission_denied'],
    ['NotFoundError', 'no_device'],
    ['NotReadableError', 'failed'],
  ])('says why it did not open: %s', async (error, reason) => {
    const { microphone, told } = open(error)
    await microphone.open('default')
    expect(microphone.state).toEqual({ kind: 'failed', reason })
    expect(told).toEqual([{ type: 'ended', reason }])
  })

  it('takes the default device when the chosen one is gone', async () => {
    const { devices, microphone } = open('OverconstrainedError', 'NotFoundError')
    await microphone.open('headset')
    expect(devices.asked.map(({ audio }) => (audio as MediaTrackConstraints).deviceId)).toEqual([{ exact: 'headset' }, undefined])
  })

  it('tries again by itself when a device is plugged in, but does not nag who refused', async () => {
    const missing = open('NotFoundError')
    await missing.microphone.open('default')
    missing.devices.dispatchEvent(new Event('devicechange'))
    await vi.waitFor(() => expect(missing.told).toHaveLength(2))

    const refused = open('NotAllowedError')
    await refused.microphone.open('default')
    refused.devices.dispatchEvent(new Event('devicechange'))
    expect(refused.devices.asked).toHaveLength(1)
  })

  it('stops listening to the machine when it is disposed', async () => {
    const { devices, microphone } = open('NotFoundError')
    await microphone.open('default')
    microphone.dispose()
    devices.dispatchEvent(new Event('devicechange'))
    expect(devices.asked).toHaveLength(1)
  })
})
