import { monitorEventLoopDelay } from 'node:perf_hooks'
import { SileroVad } from '../../electron/audio/silero.ts'
import { withServices } from '../../electron/cli/services.ts'
import type { TurnTrace } from '../../electron/contract/turn.ts'
import { holdOnce } from '../../electron/conversation/hold-once.ts'
import { wordErrorRate } from '../../electron/speech/transcript-text.ts'
import { spokenQuestions } from './spoken-questions.ts'
import { stageMeasurements } from './stages.ts'
import { summarise, type Measurement } from './statistics.ts'

/** Whole turns in real time: hold, speak, let go, answer. Also how long the calling process ever stalled. */
export async function benchTalk(note: (line: string) => void): Promise<Measurement[]> {
  const questions = await spokenQuestions()
  const audio: number[] = []
  const frame: number[] = []
  const stalls: number[] = []
  const traces: TurnTrace[] = []
  const transcript: number[] = []
  let errors = 0
  let words = 0
  let rightOutcome = 0
  await withServices({}, async (services) => {
    await services.ready()
    const vad = await SileroVad.create()
    for (const { text, covered, samples16k } of questions) {
      const loop = monitorEventLoopDelay({ resolution: 1 })
      loop.enable()
      const turn = await holdOnce(services, vad, samples16k)
      loop.disable()
      traces.push(turn.trace)
      const { firstAudioMs, firstFrameMs, transcriptMs } = turn.trace
      if (firstAudioMs !== null) audio.push(firstAudioMs)
      if (firstFrameMs !== null) frame.push(firstFrameMs)
      if (transcriptMs !== null) transcript.push(transcriptMs)
      stalls.push(loop.max / 1e6)
      const rate = wordErrorRate(text, turn.question)
      errors += rate.errors
      words += rate.words
      if ((turn.outcome === 'answered') === covered) rightOutcome++
      note(`${firstAudioMs?.toFixed(0) ?? '–'} ms  «${text}» → «${turn.question}» ${turn.outcome}`)
    }
    await vad.dispose()
  })
  return [
    summarise('talk.release_to_audio_ms', 'ms', audio, 'p50 ≤ 400, p95 ≤ 800'),
    summarise('talk.release_to_frame_ms', 'ms', frame, 'p50 ≤ 460, p95 ≤ 860'),
    summarise('talk.release_to_transcript_ms', 'ms', transcript, 'p50 ≤ 200'),
    summarise('talk.wer', 'ratio', [errors / words], '≤ 0.08', `${words} words of ${questions.length} synthetic questions`),
    summarise('talk.right_outcome', 'ratio', [rightOutcome / questions.length], '≥ 0.95', 'answered where covered, «I haven’t» where not'),
    ...stageMeasurements('hold', traces),
    summarise('main.loop_stall_ms', 'ms', stalls, '≤ 16', 'longest stall of each turn'),
  ]
}
