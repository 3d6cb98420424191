import { join } from 'node:path'
import { NetworkGate } from '../base/network-gate.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { SentenceEmbedder } from '../persona/embedder.ts'
import { ExtractiveEngine } from '../persona/extractive-engine.ts'
import { PersonaLibrary } from '../persona/library/persona-library.ts'
import { PersonaService } from '../persona/persona-service.ts'
import { ReviewService } from '../review/review-service.ts'
import { TurnStore } from '../store/turn-store.ts'
import { dataDirectory } from './data-directory.ts'
import { RESOURCES_DIR } from './paths.ts'
import type { PersonaChoice } from './services.ts'
import { activePersonaId } from './stored-settings.ts'

/** The app's history, as a store of this process. */
export function openTurnStore(): TurnStore {
  return new TurnStore({ path: join(dataDirectory(), 'turns.db') })
}

/**
 * The app's review for the length of one command. All of it happens in this process with its network off; the
 * sentence vectors are loaded only when something is asked.
 */
export async function withReview<T>({ persona: chosen }: PersonaChoice, work: (review: ReviewService, store: TurnStore) => Promise<T>): Promise<T> {
  const gate = new NetworkGate()
  gate.setOffline(true)
  const embedder = new LazyEmbedder()
  const store = openTurnStore()
  let persona: PersonaService | undefined
  try {
    await store.ready()
    persona = await openPersona(chosen ?? (await activePersonaId()), (texts) => embedder.embed(texts))
    const opened = persona
    return await work(new ReviewService({ store, persona: () => opened }), store)
  } finally {
    persona?.dispose()
    await embedder.dispose()
    await store.dispose()
    gate.dispose()
  }
}

async function openPersona(idOrPath: string, embed: (texts: string[]) => Promise<Float32Array[]>): Promise<PersonaService> {
  const library = new PersonaLibrary({
    bundledDirectory: join(RESOURCES_DIR, 'personas'),
    ownDirectory: join(dataDirectory(), 'personas'),
    embed,
    transcribe: () => Promise.reject(new UnderstudyError('internal', 'A review transcribes nothing.')),
  })
  return PersonaService.open({
    directory: await library.directory(idOrPath),
    correctionsPath: await library.correctionsPath(idOrPath),
    embed,
    chat: new ExtractiveEngine(),
    cacheDirectory: join(dataDirectory(), 'cache'),
  })
}

class LazyEmbedder {
  private loading: Promise<SentenceEmbedder> | undefined

  async embed(texts: string[]): Promise<Float32Array[]> {
    this.loading ??= SentenceEmbedder.load()
    return (await this.loading).embed(texts)
  }

  async dispose(): Promise<void> {
    ;(await this.loading)?.dispose()
  }
}
