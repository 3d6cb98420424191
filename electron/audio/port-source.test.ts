import { describe, expect, it } from 'vitest'
import type { MicrophoneMessage } from '../contract/audio.ts'
import type { MicrophonePort } from '../contract/host.ts'
import { PortSource } from './port-source.ts'

function page() {
  const listeners: { message?: (message: MicrophoneMessage) => void; close?: () => void } = {}
  const port: MicrophonePort = {
    send: () => undefined,
    onMessage: (listener) => {
      listeners.message = listener
      return () => undefined
    },
    onClose: (listener) => {
      listeners.close = listener
      return () => undefined
    },
    close: () => undefined,
  }
  return { port, tell: (message: MicrophoneMessage) => listeners.message?.(message), close: () => listeners.close?.() }
}

function source() {
  const requests: boolean[] = []
  const frames: number[] = []
  const ends: string[] = []
  const tested = new PortSource((open) => requests.push(open))
  const start = (): Promise<void> => tested.start((frame) => frames.push(frame.length), (reason) => ends.push(reason))
  return { tested, requests, frames, ends, start }
}

describe('PortSource', () => {
  it('asks the page, and delivers whole frames until it is stopped', async () => {
    const { tested, requests, frames, ends, start } = source()
    const { port, tell } = page()
    tested.attach(port)
    const started = start()
    expect(requests).toEqual([true])
    tell({ type: 'started', label: 'Entire screen' })
    await started
    expect(tested.label).toBe('Entire screen')
    for (let k = 0; k < 4; k++) tell({ type: 'frame', samples: new Float32Array(300) })
    expect(frames).toEqual([512, 512])
    tested.stop()
    expect([requests, ends]).toEqual([[true, false], ['stopped']])
    tell({ type: 'frame', samples: new Float32Array(512) })
    expect(frames).toHaveLength(2)
  })

  it('says why the page refused', async () => {
    const { tested, start } = source()
    const { port, tell } = page()
    tested.attach(port)
    const denied = start()
    tell({ type: 'ended', reason: 'permission_denied' })
    await expect(denied).rejects.toMatchObject({ code: 'audio_permission_denied' })
    const missing = start()
    tell({ type: 'ended', reason: 'no_device' })
    await expect(missing).rejects.toMatchObject({ code: 'audio_no_device' })
  })

  it('is lost with the page, and opens again in the next one', async () => {
    const { tested, ends, frames, start } = source()
    await expect(start()).rejects.toMatchObject({ code: 'audio_no_device' })
    const first = page()
    tested.attach(first.port)
    const started = start()
    first.tell({ type: 'started', label: '' })
    await started
    first.close()
    expect(ends).toEqual(['device_lost'])
    const second = page()
    tested.attach(second.port)
    const again = start()
    second.tell({ type: 'started', label: '' })
    await again
    second.tell({ type: 'frame', samples: new Float32Array(512) })
    expect(frames).toEqual([512])
  })
})
