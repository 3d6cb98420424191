import { describe, expect, it } from 'vitest'
import type { MicrophoneMessage } from '../../electron/contract/audio.ts'
import { SystemSound } from './system-sound.ts'

interface FakeTrack {
  kind: 'audio' | 'video'
  stopped: boolean
  stop(): void
}

function track(kind: FakeTrack['kind']): FakeTrack {
  return {
    kind,
    stopped: false,
    stop() {
      this.stopped = true
    },
  }
}

/** A machine whose display capture gives these tracks, or fails. */
function machine(answer: FakeTrack[] | DOMException): { sound: SystemSound; told: MicrophoneMessage[]; asked: unknown[] } {
  const asked: unknown[] = []
  const devices = {
    getDisplayMedia: (constraints: unknown) => {
      asked.push(constraints)
      if (!Array.isArray(answer)) return Promise.reject(answer)
      let tracks = answer
      const ofKind = (kind: string) => () => tracks.filter((one) => one.kind === kind)
      return Promise.resolve({
        getVideoTracks: ofKind('video'),
        getAudioTracks: ofKind('audio'),
        getTracks: () => tracks,
        removeTrack: (gone: FakeTrack) => (tracks = tracks.filter((one) => one !== gone)),
      })
    },
  }
  const sound = new SystemSound(devices as unknown as MediaDevices)
  const told: MicrophoneMessage[] = []
  sound.onMessage((message) => told.push(message))
  return { sound, told, asked }
}

describe('SystemSound', () => {
  it('asks for a picture because it must, ends it at once, and says so where there is no sound with it', async () => {
    const picture = track('video')
    const { sound, told, asked } = machine([picture])
    await sound.open()
    expect(asked).toEqual([{ video: true, audio: expect.objectContaining({ echoCancellation: false, restrictOwnAudio: true }) }])
    expect(picture.stopped).toBe(true)
    expect(told).toEqual([{ type: 'ended', reason: 'no_device' }])
  })

  it('says that it was not allowed', async () => {
    const { sound, told } = machine(new DOMException('', 'NotAllowedError'))
    await sound.open()
    expect(told).toEqual([{ type: 'ended', reason: 'permission_denied' }])
  })

  it('is silent when it is closed without having been open, and can be asked again after a failure', async () => {
    const { sound, told, asked } = machine(new DOMException('', 'NotReadableError'))
    sound.close()
    expect(told).toEqual([])
    await sound.open()
    await sound.open()
    expect(asked).toHaveLength(2)
  })
})
