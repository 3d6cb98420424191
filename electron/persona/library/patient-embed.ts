import { setTimeout as delay } from 'node:timers/promises'
import { UnderstudyError } from '../../contract/errors.ts'
import type { Embed } from '../chat-model.ts'

/** Engines that are late come up within this: asked so often, each time after a longer pause. */
const ATTEMPTS = 5
const PAUSE_MS = 1_000

/**
 * Asks an engine again that is not up yet, is being started anew or was too slow: making a persona may take minutes, and all that was read would be
 * lost with it. What another attempt cannot mend is thrown at once.
 * @param options.onWait told before each further attempt
 * @throws `cancelled`, and what the last attempt ended with
 */
export function patient(embed: Embed, { signal, onWait, pauseMs = PAUSE_MS }: { signal?: AbortSignal | undefined; onWait: () => void; pauseMs?: number }): Embed {
  return async (texts) => {
    for (let attempt = 1; ; attempt += 1) {
      throwIfCancelled(signal)
      try {
        return await embed(texts)
      } catch (thrown) {
        if (attempt >= ATTEMPTS || !UnderstudyError.from(thrown).retryable) throw thrown
        onWait()
        await delay(pauseMs * attempt, undefined, signal ? { signal } : {}).catch(() => throwIfCancelled(signal))
      }
    }
  }
}

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UnderstudyError('cancelled', 'Making the persona was cancelled; nothing of it is left.')
}
