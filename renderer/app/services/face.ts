import { COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import { UnderstudyError, type ErrorCode, type ErrorShape } from '../../../electron/contract/errors.ts'
import type { Settings } from '../../../electron/contract/settings.ts'
import type { ConversationState } from '../../../electron/contract/turn.ts'
import type { AnswerPlayer } from '../../audio/answer-player.ts'
import { HeadView } from '../../head/index.ts'

/** Folder of the head that ships. */
const SHIPPED = 'head/'
const DAMAGED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['persona_invalid', 'not_found'])

export type FaceState = 'loading' | 'live' | 'failed'

/**
 * The one head of this window. It takes seconds to build without a GPU, so it outlives the screens: whichever is shown
 * takes its element in, and while none does it draws nothing.
 */
export class Face {
  private readonly element = document.createElement('div')
  private head: HeadView | null = null
  private loading: AbortController | null = null
  private headUrl = ''
  private tier: Settings['qualityTier'] = 'auto'
  private phase: ConversationState = 'idle'
  private windowShown = true

  constructor(
    private readonly player: AnswerPlayer,
    private readonly onState: (state: FaceState) => void,
    /** Told why a persona's own head cannot be drawn; the one that ships stands in. */
    private readonly onProblem: (error: ErrorShape) => void,
  ) {
    Object.assign(this.element.style, { position: 'absolute', inset: '0' })
  }

  /** @param headUrl folder of head.json with a trailing slash, relative to the page */
  load(headUrl: string): void {
    if (headUrl === this.headUrl) return
    this.unload()
    this.headUrl = headUrl
    const loading = new AbortController()
    this.loading = loading
    this.onState('loading')
    const open = (url: string): Promise<HeadView> =>
      HeadView.create({ container: this.element, baseUrl: new URL(url, location.href).href, tier: this.tier, signal: loading.signal })
    open(headUrl)
      .catch((thrown: unknown) => {
        const error = UnderstudyError.from(thrown)
        if (headUrl === SHIPPED || !DAMAGED.has(error.code)) throw error
        this.onProblem(error.toShape())
        return open(SHIPPED)
      })
      .then(
        (head) => {
          this.head = head
          head.setState(this.phase)
          head.setTier(this.tier)
          this.drawWhereSeen()
          this.player.attachFace(head)
          this.onState('live')
        },
        () => {
          if (!loading.signal.aborted) this.onState('failed')
        },
      )
  }

  /** Shows the face in `parent`. @returns what takes it out again */
  mount(parent: HTMLElement): () => void {
    parent.append(this.element)
    this.drawWhereSeen()
    return () => {
      if (this.element.parentElement !== parent) return
      this.element.remove()
      this.drawWhereSeen()
    }
  }

  setTier(tier: Settings['qualityTier']): void {
    this.tier = tier
    this.head?.setTier(tier)
  }

  setWindowShown(shown: boolean): void {
    this.windowShown = shown
    this.drawWhereSeen()
  }

  setPhase(phase: ConversationState): void {
    this.phase = phase
    this.head?.setState(phase)
  }

  /** Opening of the mouth as it was drawn last, 0…1. */
  jawOpen(): number {
    return this.head?.currentCoefficients()[COEFFICIENT_INDEX.jawOpen] ?? 0
  }

  dispose(): void {
    this.unload()
    this.element.remove()
  }

  private drawWhereSeen(): void {
    this.head?.setVisible(this.windowShown && this.element.isConnected)
  }

  private unload(): void {
    this.loading?.abort()
    this.player.attachFace(null)
    this.head?.dispose()
    this.head = null
  }
}
