import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { SpokenSentence } from '../../../electron/contract/turn.ts'
import type { AnswerPlayer } from '../../audio/answer-player.ts'
import type { PageStore, RecordingPart } from '../state/page-store.ts'
import type { NoticeBoard } from './notice-board.ts'
import { request } from './request.ts'

const PREFIX = 'replay:'

/** Name for a sound of the page's own: the conversation hears nothing of it. */
export const ownPlayback = (name: string): string => PREFIX + name

export function isReplay(playbackId: string): boolean {
  return playbackId.startsWith(PREFIX)
}

interface Recording {
  turnId: string
  part: RecordingPart
  sampleRateHz: number
  samples: Int16Array
  frames: Uint8Array
  sentences: SpokenSentence[]
}

/** Plays recorded questions and answers again, answers with the face. */
export class Replayer {
  /** The recording played last: pausing and going on must not fetch it again. */
  private kept: Recording | null = null
  private plays = 0
  private readonly stopReports: () => void

  constructor(
    private readonly api: PageApi,
    private readonly store: PageStore,
    private readonly player: AnswerPlayer,
    private readonly notices: NoticeBoard,
  ) {
    this.stopReports = player.onReport((report) => {
      if (report.type !== 'finished' && report.type !== 'flushed') return
      this.store.setState(({ replay }) => (replay && report.turnId === PREFIX + replay.turnId ? { replay: null } : {}))
    })
  }

  /** @param fromMs place in the recording to begin at */
  async play(turnId: string, { part = 'answer', fromMs = 0 }: { part?: RecordingPart; fromMs?: number } = {}): Promise<void> {
    const play = ++this.plays
    const recording = await this.notices.guard(this.fetch(turnId, part))
    if (!recording || play !== this.plays || this.store.getState().conversation.phase !== 'idle') return
    const { sampleRateHz, samples, frames, sentences } = recording
    if (samples.length === 0) return void this.notices.tell(`No sound was kept of this ${part}.`)
    const playbackId = PREFIX + turnId
    const durationMs = (samples.length / sampleRateHz) * 1000
    const first = Math.min(Math.round((fromMs / 1000) * sampleRateHz), samples.length - 1)
    this.player.apply({ type: 'begin', turnId: playbackId, sampleRateHz })
    this.store.setState({ replay: { turnId, part, sentences, durationMs } })
    if (frames.byteLength > 0) this.player.apply({ type: 'frames', turnId: playbackId, packed: frames })
    this.player.apply({ type: 'audio', turnId: playbackId, startMs: (first / sampleRateHz) * 1000, pcm: samples.subarray(first) })
    this.player.apply({ type: 'end', turnId: playbackId, durationMs })
  }

  /** Silences a replay, of this turn or of any. @returns whether there was one */
  stop(turnId?: string): boolean {
    this.plays++
    const { replay } = this.store.getState()
    if (!replay || (turnId && replay.turnId !== turnId)) return false
    this.player.flush()
    return true
  }

  dispose(): void {
    this.plays++
    this.stopReports()
  }

  private async fetch(turnId: string, part: RecordingPart): Promise<Recording> {
    if (this.kept?.turnId === turnId && this.kept.part === part) return this.kept
    const [{ sampleRateHz, pcm, frames }, { sentences }] = await Promise.all([
      request(this.api, 'turns.recording', { id: turnId, part }),
      request(this.api, 'turns.get', { id: turnId }),
    ])
    const samples = new Int16Array(pcm.slice().buffer)
    this.kept = { turnId, part, sampleRateHz, samples, frames, sentences: part === 'answer' ? sentences : [] }
    return this.kept
  }
}
