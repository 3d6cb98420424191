import type { Embed } from './chat-model.ts'

const REMEMBERED = 32
/**
 * Longer than an engine takes to come up on a busy machine: by words alone a question may seem to be about nothing that was
 * said, and a wrong refusal is worse than a late answer. An engine that is gone fails at once.
 */
const PATIENCE_MS = 15_000

/** Vectors of the last questions, so that what was embedded on a partial transcript need not be embedded again. */
export class VectorMemo {
  private readonly pending = new Map<string, Promise<Float32Array | null>>()

  constructor(private readonly embed: Embed) {}

  /** Null where the embedding fails or takes too long. Never rejects. */
  get(text: string): Promise<Float32Array | null> {
    const key = text.trim().toLowerCase()
    const known = this.pending.get(key)
    if (known) return known
    const vector = this.embedOne(key)
    this.pending.set(key, vector)
    void vector.then((result) => {
      if (result === null) this.pending.delete(key)
    })
    const oldest = this.pending.keys().next()
    if (this.pending.size > REMEMBERED && !oldest.done) this.pending.delete(oldest.value)
    return vector
  }

  private async embedOne(text: string): Promise<Float32Array | null> {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), PATIENCE_MS)
    })
    try {
      return await Promise.race([this.embed([text]).then(([vector]) => vector ?? null), tooLate])
    } catch {
      return null
    } finally {
      clearTimeout(timer)
    }
  }
}
