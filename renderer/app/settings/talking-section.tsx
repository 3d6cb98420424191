import { SegmentedControl, Switch } from '@mantine/core'
import type { Settings } from '../../../electron/contract/settings.ts'
import { useServices } from '../services/services-context.tsx'
import { EchoField } from './echo-field.tsx'
import { HoldKeyField } from './hold-key-field.tsx'
import { MicrophoneField } from './microphone-field.tsx'
import { Row, Section } from './section.tsx'

export function TalkingSection({ settings }: { settings: Settings }) {
  const services = useServices()
  return (
    <Section title="Talking" intro="Key, microphone, and how speech is understood.">
      <HoldKeyField holdKey={settings.holdKey} />
      <MicrophoneField deviceId={settings.microphoneId} source={settings.captureSource} />
      {settings.captureSource === 'page' && <EchoField />}
      <Row
        label="Understanding speech"
        hint="Accurate gets more words right. Quick answers a little sooner on slow computers."
      >
        {(labelId) => (
          <SegmentedControl
            aria-labelledby={labelId}
            fullWidth
            radius="md"
            value={settings.transcriptionModel}
            onChange={(value) => void services.updateSettings({ transcriptionModel: value as Settings['transcriptionModel'] })}
            data={[
              { value: 'base', label: 'Accurate' },
              { value: 'tiny', label: 'Quick' },
            ]}
          />
        )}
      </Row>
      <Row label="Say when an answer takes longer" hint="A few words like «Let me think.» where an answer is late, cut short as soon as it comes.">
        {(labelId) => (
          <Switch
            aria-labelledby={labelId}
            size="md"
            checked={settings.acknowledge}
            onChange={(event) => void services.updateSettings({ acknowledge: event.currentTarget.checked })}
            data-testid="acknowledge"
          />
        )}
      </Row>
    </Section>
  )
}
