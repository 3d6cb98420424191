import { AnswerPlayer } from '../../audio/answer-player.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import type { PageStore } from '../state/page-store.ts'
import type { StudioStore } from '../state/studio-store.ts'

/** A sentence in a voice, to choose it by ear. It has a player of its own: no answer and no face is touched by it. */
export class VoicePreview {
  private readonly player: AnswerPlayer
  private readonly cleanups: (() => void)[]
  private run = 0

  constructor(
    private readonly api: PageApi,
    private readonly store: StudioStore,
    private readonly pageStore: PageStore,
    private readonly notices: NoticeBoard,
  ) {
    this.player = new AnswerPlayer((error) => notices.problem(error))
    this.cleanups = [
      this.player.onReport(({ type }) => {
        if (type === 'finished' || type === 'flushed') store.setState({ playingVoice: null })
      }),
      pageStore.subscribe(({ conversation }) => {
        if (conversation.phase !== 'idle') this.stop()
      }),
    ]
  }

  async loadVoices(): Promise<void> {
    const voices = await this.notices.guard(request(this.api, 'personas.voices'))
    if (voices) this.store.setState({ voices })
  }

  async play(voiceId: string): Promise<void> {
    this.stop()
    const run = ++this.run
    this.store.setState({ playingVoice: voiceId })
    this.player.setVolume(this.pageStore.getState().settings?.volume ?? 1)
    this.player.prepare()
    const sound = await this.notices.guard(request(this.api, 'personas.previewVoice', { voiceId }))
    if (run !== this.run) return
    if (!sound) return this.store.setState({ playingVoice: null })
    const turnId = `voice:${run}`
    const pcm = new Int16Array(sound.pcm.slice().buffer)
    this.player.apply({ type: 'begin', turnId, sampleRateHz: sound.sampleRateHz })
    this.player.apply({ type: 'audio', turnId, startMs: 0, pcm })
    this.player.apply({ type: 'end', turnId, durationMs: (pcm.length / sound.sampleRateHz) * 1000 })
  }

  stop(): void {
    this.run++
    this.player.flush()
    if (this.store.getState().playingVoice !== null) this.store.setState({ playingVoice: null })
  }

  dispose(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
    this.player.dispose()
  }
}
