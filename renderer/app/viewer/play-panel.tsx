import { Button } from '@mantine/core'
import { IconFileMusic, IconPlayerPlayFilled, IconPlayerRecordFilled, IconPlayerStopFilled } from '@tabler/icons-react'
import { useRef } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../services/services-context.tsx'
import type { Bench } from './bench.ts'
import styles from './viewer.module.css'

/** What the head plays: the sample sentence, or coefficients of a file with their sound; and the clip of that. */
export function PlayPanel({ bench, mark }: { bench: Bench; mark: string }) {
  const { viewer } = useServices()
  const { stage } = bench
  const { head, playing } = useStore(stage.store)
  const recording = useStore(bench.store, (state) => state.recording)
  const clip = useStore(viewer.store, (state) => state.clip)
  const input = useRef<HTMLInputElement>(null)
  const live = head === 'live'
  const busy = playing || recording
  return (
    <section className={styles.block} aria-label="Play">
      <h2>Play</h2>
      <p className={styles.hint}>
        {clip ? `«${clip.name}», ${(clip.pcm.length / clip.sampleRateHz).toFixed(1)} s` : 'The sample sentence. Or choose what the command «animate» wrote (.json, .jsonl) together with its sound.'}
      </p>
      <div className={styles.row}>
        {busy ? (
          <Button radius="xl" leftSection={<IconPlayerStopFilled size={16} />} onClick={() => stage.stop()} data-testid="viewer-stop">
            {recording ? 'Stop and save' : 'Stop'}
          </Button>
        ) : (
          <Button
            radius="xl"
            disabled={!live}
            leftSection={<IconPlayerPlayFilled size={16} />}
            onClick={() => (clip ? stage.play(clip) : void stage.say())}
            data-testid="viewer-play"
          >
            Play
          </Button>
        )}
        <Button
          variant="default"
          radius="xl"
          disabled={!live || busy}
          leftSection={<IconPlayerRecordFilled size={16} />}
          onClick={() => void bench.record(() => (clip ? Promise.resolve(clip) : stage.sample()), mark)}
          data-testid="viewer-record"
          data-recording={recording}
        >
          {recording ? 'Recording …' : 'Save a clip'}
        </Button>
        <Button variant="subtle" color="gray" radius="xl" disabled={busy} leftSection={<IconFileMusic size={18} stroke={1.75} />} onClick={() => input.current?.click()}>
          Coefficients and sound
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,.jsonl,.ndjson,audio/*"
        data-testid="viewer-clip-input"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])]
          currentTarget.value = ''
          if (files.length > 0) void viewer.takeClip(files)
        }}
      />
    </section>
  )
}
