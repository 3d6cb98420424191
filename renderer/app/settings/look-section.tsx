import { Button, SegmentedControl, Select, Slider, Switch } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Settings } from '../../../electron/contract/settings.ts'
import { useServices } from '../services/services-context.tsx'
import { Row, Section } from './section.tsx'

const TIERS: { value: Settings['qualityTier']; label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'ultra', label: 'Ultra' },
  { value: 'high', label: 'High' },
  { value: 'medium', label: 'Medium' },
  { value: 'low', label: 'Low' },
]

export function LookSection({ settings }: { settings: Settings }) {
  const services = useServices()
  return (
    <Section title="Look and sound">
      <Row label="Theme">
        {(labelId) => (
          <SegmentedControl
            aria-labelledby={labelId}
            fullWidth
            radius="md"
            value={settings.theme}
            onChange={(value) => void services.updateSettings({ theme: value as Settings['theme'] })}
            data={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        )}
      </Row>
      <Row label="Subtitles" hint="The answer in words, in step with the voice.">
        {(labelId) => (
          <Switch
            aria-labelledby={labelId}
            size="md"
            checked={settings.subtitles}
            onChange={(event) => void services.updateSettings({ subtitles: event.currentTarget.checked })}
          />
        )}
      </Row>
      <Row label="Volume of the voice">{(labelId) => <VolumeSlider volume={settings.volume} labelId={labelId} />}</Row>
      <Row label="Detail of the face" hint="Automatic measures this computer and stays smooth.">
        {(labelId) => (
          <Select
            aria-labelledby={labelId}
            allowDeselect={false}
            data={TIERS}
            value={settings.qualityTier}
            onChange={(value) => value && void services.updateSettings({ qualityTier: value as Settings['qualityTier'] })}
          />
        )}
      </Row>
      <Row label="Viewer for makers" hint="Every movement of a face by hand, what drawing it costs, pictures and clips of it.">
        {(labelId) => (
          <Button aria-describedby={labelId} variant="default" onClick={() => void services.viewer.open(null)} data-testid="to-viewer">
            Open the viewer
          </Button>
        )}
      </Row>
    </Section>
  )
}

/** Heard while it is moved, saved when it is let go. */
function VolumeSlider({ volume, labelId }: { volume: number; labelId: string }) {
  const services = useServices()
  const [value, setValue] = useState(volume * 100)
  useEffect(() => setValue(volume * 100), [volume])
  return (
    <Slider
      thumbProps={{ 'aria-labelledby': labelId }}
      value={value}
      label={(percent) => `${Math.round(percent)} %`}
      onChange={(percent) => {
        setValue(percent)
        services.player.setVolume(percent / 100)
      }}
      onChangeEnd={(percent) => void services.updateSettings({ volume: percent / 100 })}
    />
  )
}
