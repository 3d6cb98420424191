import { Button, Progress } from '@mantine/core'
import { IconFileMusic, IconMovie, IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react'
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
  const filmed = useStore(bench.store, (state) => state.filmed)
  const clip = useStore(viewer.store, (state) => state.clip)
  const input = useRef<HTMLInputElement>(null)
  const live = head === 'live'
  return (
    <section className={styles.block} aria-label="Play">
      <h2>Play</h2>
      <p className={styles.hint}>
        {clip ? `«${clip.name}», ${(clip.pcm.length / clip.sampleRateHz).toFixed(1)} s` : 'The sample sentence. Or choose what the command «animate» wrote (.json, .jsonl) together with its sound, or paste coefficients.'}
      </p>
      <div className={styles.row}>
        <Button
          radius="xl"
          disabled={!live}
          leftSection={playing ? <IconPlayerStopFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
          onClick={() => bench.playOrStop(clip)}
          data-testid={playing ? 'viewer-stop' : 'viewer-play'}
        >
          {playing ? 'Stop' : 'Play'}
        </Button>
        <Button
          variant="default"
          radius="xl"
          disabled={!live || filmed !== null}
          leftSection={<IconMovie size={18} stroke={1.75} />}
          onClick={() => void bench.makeClip(clip, mark)}
          data-testid="viewer-clip"
        >
          Save a clip
        </Button>
        <Button variant="subtle" color="gray" radius="xl" leftSection={<IconFileMusic size={18} stroke={1.75} />} onClick={() => input.current?.click()}>
          Coefficients and sound
        </Button>
        {clip && (
          <Button variant="subtle" color="gray" radius="xl" onClick={() => viewer.dropClip()} data-testid="viewer-clip-drop">
            The sample sentence again
          </Button>
        )}
      </div>
      {filmed !== null && (
        <div className={styles.filming} role="status" data-testid="viewer-filming">
          <Progress value={100 * filmed} aria-label="Filmed" radius="xl" />
          <p className={styles.hint}>The clip is filmed, frame by frame …</p>
          <Button size="compact-sm" variant="default" radius="xl" onClick={() => bench.endClip()} data-testid="viewer-clip-cancel">
            Cancel
          </Button>
        </div>
      )}
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
