import { setTimeout as delay } from 'node:timers/promises'
import { AnimationClient, type AnimationCall } from '../../animation/animation-client.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { AnimationStart } from '../../contract/animation.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { inferenceLost, REFUSED_ATTEMPTS, REFUSED_DELAY_MS, wasRefused } from './client-errors.ts'
import { unlessAborted } from './connections.ts'
import type { ResolveEndpoint } from './roles.ts'

export interface AnimationOpener {
  /** Resolves when the server is ready for sound. @throws UnderstudyError, as do the call's `frames`, `done` and `push` */
  open(start: Omit<AnimationStart, 'type'>, options?: { signal?: AbortSignal }): Promise<AnimationCall>
}

/** The animation role: streams on whichever server the settings name. */
export class AnimationRole implements AnimationOpener, Disposable {
  private current: { key: string; client: AnimationClient } | null = null

  constructor(private readonly resolve: ResolveEndpoint) {}

  async open(start: Omit<AnimationStart, 'type'>, options: { signal?: AbortSignal } = {}): Promise<AnimationCall> {
    for (let attempt = 1; ; attempt++) {
      const endpoint = await unlessAborted(this.resolve('animation'), options.signal)
      const url = `${endpoint.baseURL.replace(/^http/, 'ws')}/animation`
      try {
        const call = await this.client(url, endpoint.apiKey).open(start, options)
        return endpoint.embedded ? withLossNamed(call) : call
      } catch (error) {
        if (!endpoint.embedded) throw UnderstudyError.from(error)
        if (!wasRefused(error) || attempt >= REFUSED_ATTEMPTS) throw named(error)
        await delay(REFUSED_DELAY_MS)
      }
    }
  }

  dispose(): void {
    this.current?.client.dispose()
  }

  private client(url: string, token: string): AnimationClient {
    const key = `${url}\n${token}`
    if (this.current?.key !== key) this.current = { key, client: new AnimationClient({ url, token }) }
    return this.current.client
  }
}

/** A connection to our own process breaks only when the process is lost. */
function named(thrown: unknown): UnderstudyError {
  const error = UnderstudyError.from(thrown)
  return error.code === 'unavailable' || error.code === 'provider_failed' ? inferenceLost(error) : error
}

function withLossNamed(call: AnimationCall): AnimationCall {
  const rethrow = (error: unknown): never => {
    throw named(error)
  }
  const done = call.done.catch(rethrow)
  // Whoever reads the frames learns of a failure there.
  done.catch(() => undefined)
  return {
    push: (pcm) => call.push(pcm).catch(rethrow),
    end: () => call.end().catch(rethrow),
    cancel: () => call.cancel(),
    frames: (async function* () {
      try {
        yield* call.frames
      } catch (error) {
        rethrow(error)
      }
    })(),
    done,
    get clamped() {
      return call.clamped
    },
  }
}
