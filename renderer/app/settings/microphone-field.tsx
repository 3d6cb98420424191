import { Button, Select } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import type { Settings } from '../../../electron/contract/settings.ts'
import { pageLevels } from '../../audio/page-level.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { LevelMeter } from '../ui/level-meter.tsx'
import { MICROPHONE_TROUBLE } from '../talk/state-line.tsx'
import { Row } from './section.tsx'

/** Which microphone, and a meter that shows whether it hears anything. */
export function MicrophoneField({ deviceId, source }: { deviceId: string; source: Settings['captureSource'] }) {
  const services = useServices()
  const microphone = usePage((state) => state.microphone)
  const devices = useMicrophones(microphone.kind)
  const [testing, setTesting] = useState(false)
  const levels = useMemo(() => pageLevels(services.microphone), [services])
  const known = devices.some(({ value }) => value === deviceId)

  useEffect(() => () => services.stopMicrophoneTest(), [services])
  const test = (): void => {
    if (testing) services.stopMicrophoneTest()
    else void services.testMicrophone(deviceId)
    setTesting(!testing)
  }

  return (
    <Row
      label="Microphone"
      hint={microphone.kind === 'failed' ? MICROPHONE_TROUBLE[microphone.reason] : source === 'page' ? undefined : 'The system’s own recorder is in use; the choice here does not apply to it. It hears the loudspeakers as well: with the microphone always on, wear headphones.'}
    >
      {(labelId) => (
        <>
          <Select
            aria-labelledby={labelId}
            allowDeselect={false}
            data={known ? devices : [...devices, { value: deviceId, label: 'The chosen one is not connected' }]}
            value={deviceId}
            onChange={(value) => {
              if (!value) return
              void services.updateSettings({ microphoneId: value })
              if (testing) void services.testMicrophone(value)
            }}
          />
          {testing && <LevelMeter subscribe={levels} />}
          <Button variant="default" radius="md" onClick={test}>
            {testing ? 'Stop the test' : 'Test the microphone'}
          </Button>
        </>
      )}
    </Row>
  )
}

function useMicrophones(state: string): { value: string; label: string }[] {
  const [devices, setDevices] = useState([{ value: 'default', label: 'The system’s default' }])
  useEffect(() => {
    let current = true
    const read = async (): Promise<void> => {
      const found = (await navigator.mediaDevices.enumerateDevices()).filter(
        ({ kind, deviceId }) => kind === 'audioinput' && !['', 'default', 'communications'].includes(deviceId),
      )
      if (!current) return
      setDevices([
        { value: 'default', label: 'The system’s default' },
        ...found.map(({ deviceId, label }, k) => ({ value: deviceId, label: label || `Microphone ${k + 1}` })),
      ])
    }
    const update = (): void => void read()
    update()
    navigator.mediaDevices.addEventListener('devicechange', update)
    return () => {
      current = false
      navigator.mediaDevices.removeEventListener('devicechange', update)
    }
  }, [state])
  return devices
}
