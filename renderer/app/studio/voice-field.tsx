import { ActionIcon, Select, Tooltip } from '@mantine/core'
import { IconPlayerStopFilled, IconVolume } from '@tabler/icons-react'
import { useServices } from '../services/services-context.tsx'
import styles from './studio.module.css'
import { useStudio } from './use-studio.ts'

/** A voice, chosen by ear. */
export function VoiceField({ voiceId, onChange }: { voiceId: string; onChange: (voiceId: string) => void }) {
  const { studio } = useServices()
  const voices = useStudio((state) => state.voices)
  const playing = useStudio((state) => state.playingVoice === voiceId)
  const known = voices.map(({ id, label }) => ({ value: id, label }))
  const label = playing ? 'Stop' : 'Listen to this voice'
  return (
    <div className={styles.voice}>
      <Select
        label="Voice"
        allowDeselect={false}
        data={known.some(({ value }) => value === voiceId) ? known : [...known, { value: voiceId, label: `${voiceId}, not on this computer` }]}
        value={voiceId}
        onChange={(value) => {
          studio.preview.stop()
          if (value) onChange(value)
        }}
      />
      <Tooltip label={label} openDelay={400}>
        <ActionIcon
          variant="default"
          size={36}
          radius={10}
          aria-label={label}
          aria-pressed={playing}
          onClick={() => (playing ? studio.preview.stop() : void studio.preview.play(voiceId))}
          data-testid="voice-listen"
        >
          {playing ? <IconPlayerStopFilled size={16} /> : <IconVolume size={19} stroke={1.75} />}
        </ActionIcon>
      </Tooltip>
    </div>
  )
}
