import { writeFileAtomically } from '../base/atomic-file.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { DocumentFeedback, GivenDocument } from '../contract/feedback.ts'
import { feedbackMarkdown } from '../persona/feedback/feedback-markdown.ts'
import { readGivenBytes } from '../persona/feedback/read-given.ts'
import type { AnswerEvent, PersonaService } from '../persona/persona-service.ts'
import type { Conversation } from './conversation.ts'
import type { AnswerRequest, Answerer } from './ports.ts'

export interface DocumentDeskOptions {
  persona: () => Pick<PersonaService, 'review' | 'requireConsent'>
  conversation: Pick<Conversation, 'ask'>
  /** Whether a language model answers, which may argue. */
  argues: () => boolean
  changed: (feedback: DocumentFeedback) => void
}

/** Documents that are shown to the persona: it goes through one aloud, as a turn of the conversation, and its view can be kept. */
export class DocumentDesk {
  private feedback: DocumentFeedback | null = null
  private reading: AbortController | null = null

  constructor(private readonly options: DocumentDeskOptions) {}

  get current(): DocumentFeedback | null {
    return this.feedback
  }

  /** Begins; what comes of it is told through `changed` and spoken. @throws why it cannot be read, `persona_may_not_speak` */
  async give(given: GivenDocument): Promise<void> {
    this.options.persona().requireConsent()
    this.reading?.abort()
    const reading = new AbortController()
    this.reading = reading
    const document = await readGivenBytes(given, reading.signal)
    if (reading.signal.aborted) return
    this.options.conversation.ask(`What do you think of the document «${document.title}»?`, 'typed', this.presenter(document))
  }

  /** Writes the latest feedback, as far as it came. @throws `not_found` where there is none */
  async export(path: string): Promise<void> {
    if (!this.feedback) throw new UnderstudyError('not_found', 'Give a document first; then its feedback can be exported.')
    await writeFileAtomically(path, feedbackMarkdown(this.feedback))
  }

  dispose(): void {
    this.reading?.abort()
  }

  private presenter(document: { title: string; text: string }): Answerer {
    return { prepare: () => undefined, answer: (request) => this.present(document, request) }
  }

  /** Part after part as an answer that is spoken. */
  private async *present(document: { title: string; text: string }, { signal, mode }: AnswerRequest & { signal?: AbortSignal }): AsyncGenerator<AnswerEvent> {
    const said: string[] = []
    let told = 0
    let cited = 0
    let last: DocumentFeedback | null = null
    const say = function* (heading: string, sentences: DocumentFeedback['missing']): Generator<AnswerEvent> {
      for (const [k, { text, markers }] of sentences.entries()) {
        const spoken = k === 0 && heading ? `${heading}: ${text}` : text
        yield { type: 'sentence', index: said.length, text: spoken, markers }
        said.push(spoken)
      }
    }
    try {
      for await (const feedback of this.options.persona().review(document, { argues: this.options.argues(), ...(signal ? { signal } : {}), ...(mode ? { mode } : {}) })) {
        last = feedback
        this.tell(feedback)
        if (feedback.citations.length > cited) yield { type: 'citations', citations: feedback.citations }
        cited = feedback.citations.length
        for (const { heading, sentences } of feedback.parts.slice(told)) yield* say(heading && `On «${heading}»`, sentences)
        told = feedback.parts.length
        if (feedback.missing.length > 0) yield* say('What I miss', feedback.missing)
      }
    } catch (thrown) {
      const error = UnderstudyError.from(thrown)
      if (last) this.tell({ ...last, state: error.kind === 'cancelled' ? 'stopped' : 'failed', error: error.kind === 'cancelled' ? null : error.toShape() })
      throw thrown
    }
    yield { type: 'done', answer: said.join(' '), outcome: cited > 0 ? 'answered' : 'not_spoken_about', citations: last?.citations ?? [], refusal: null }
  }

  private tell(feedback: DocumentFeedback): void {
    this.feedback = feedback
    this.options.changed(feedback)
  }
}
