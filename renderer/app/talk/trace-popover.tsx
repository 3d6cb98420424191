import { Popover } from '@mantine/core'
import { useState } from 'react'
import type { TurnTrace } from '../../../electron/contract/turn.ts'
import type { Turn } from '../state/conversation.ts'
import { PART_LABELS } from '../state/provider-words.ts'
import { stagesOf } from '../state/turn-stages.ts'
import { request } from '../services/request.ts'
import { useServices } from '../services/services-context.tsx'
import { milliseconds, seconds } from '../ui/format.ts'
import styles from './trace-popover.module.css'

/** How long each stage took, counted from letting go of the key; the second column is what it took after the one before. */
export function TracePopover({ turn }: { turn: Turn }) {
  const services = useServices()
  const [trace, setTrace] = useState<TurnTrace | null>(turn.trace)
  const load = async (): Promise<void> => {
    if (trace) return
    const record = await services.notices.guard(request(services.api, 'turns.get', { id: turn.id }))
    if (record) setTrace(record.trace)
  }
  const quickest = trace?.firstAudioMs ?? null
  return (
    <Popover position="top-start" radius="lg" shadow="md" width={330} onOpen={() => void load()} trapFocus>
      <Popover.Target>
        <button type="button" className={styles.open} data-testid="trace">
          {quickest === null ? 'Timing' : `answered in ${milliseconds(quickest)}`}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.panel} aria-label="Timing of this answer">
        <h3>From letting go</h3>
        <table>
          <tbody>
            {stagesOf(trace).map(({ stage, label, atMs, stepMs }) => (
              <tr key={stage} data-stage={stage}>
                <th scope="row">{label}</th>
                <td>{milliseconds(atMs)}</td>
                <td className={styles.step}>{stepMs === null ? '' : `+${milliseconds(stepMs)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {trace?.providers && (
          <>
            <h3>Made by</h3>
            <dl data-testid="trace-providers">
              {trace.providers.map(({ part, name, fallback }) => (
                <div key={part}>
                  <dt>{PART_LABELS[part]}</dt>
                  <dd>
                    {name}
                    {fallback && (fallback.atMs > 0 ? `; from ${seconds(fallback.atMs)} on this computer` : '; in its place this computer')}
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
        {trace?.metered && (
          <p className={styles.metered} data-testid="trace-metered">
            Counted there: {trace.metered.inputTokens} tokens in, {trace.metered.outputTokens} out, {trace.metered.audioTokens} of them sound.
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
