import { setTimeout as delay } from 'node:timers/promises'
import { AnimationClient, type AnimationCall } from '../../animation/animation-client.ts'
import { createFaceProvider } from '../../animation/providers/create-provider.ts'
import type { FaceProvider, StreamStart } from '../../animation/providers/face-provider.ts'
import { openWithFallback } from '../../animation/providers/fallback-call.ts'
import type { Disposable } from '../../base/disposable.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { animationProviderSchema } from '../../contract/settings.ts'
import { inferenceLost, REFUSED_ATTEMPTS, REFUSED_DELAY_MS, wasRefused } from './client-errors.ts'
import { unlessAborted } from './connections.ts'
import type { ResolvedEndpoint, ResolveEndpoint } from './roles.ts'

export interface AnimationOptions {
  signal?: AbortSignal
  /** Told once, when a provider is given up within the stream; our own model goes on in its place from `atMs` of the sound. */
  onTrouble?: (error: UnderstudyError, atMs: number) => void
  /** A face that comes with the voice: shown where the settings name no other. */
  spoken?: FaceProvider
}

export interface AnimationOpener {
  /** Resolves when sound can be pushed. @throws UnderstudyError, as do the call's `frames`, `done` and `push` */
  open(start: StreamStart, options?: AnimationOptions): Promise<AnimationCall>
}

/** The animation role: streams at whomever the settings name, with our own process behind it. */
export class AnimationRole implements AnimationOpener, Disposable {
  private embedded: { key: string; client: AnimationClient } | null = null
  private elsewhere: { key: string; provider: FaceProvider } | null = null

  constructor(private readonly resolve: ResolveEndpoint) {}

  async open(start: StreamStart, options: AnimationOptions = {}): Promise<AnimationCall> {
    const provider = (await this.chosen(options)) ?? options.spoken
    if (!provider) return this.openEmbedded(start, options)
    const standIn = (own: StreamStart, { signal }: { signal?: AbortSignal }): Promise<AnimationCall> => this.openEmbedded(own, signal ? { signal } : {})
    return openWithFallback({ ...options, provider, standIn, start })
  }

  /**
   * As `open`, but without anybody to go on: for the test of a setting. A provider is opened anew, so that one which is speaking is left alone.
   * @param persona whose face is meant; the one that answers now where left out
   */
  async openAlone(start: StreamStart, { signal, persona }: { signal?: AbortSignal; persona?: string } = {}): Promise<AnimationCall> {
    const options = signal ? { signal } : {}
    const endpoint = await unlessAborted(this.resolve('animation', persona === undefined ? {} : { persona }), signal)
    if (endpoint.embedded) return this.openEmbedded(start, options)
    const provider = providerOf(endpoint)
    const dispose = (): void => provider.dispose()
    try {
      const call = await provider.open(start, options)
      call.done.then(dispose, dispose)
      return call
    } catch (error) {
      dispose()
      throw error
    }
  }

  /** Our own model, whatever the settings say. */
  embeddedOnly(): AnimationOpener {
    return { open: (start, options = {}) => this.openEmbedded(start, options) }
  }

  dispose(): void {
    this.embedded?.client.dispose()
    this.elsewhere?.provider.dispose()
  }

  /** @returns null for our own process; a choice that can't be followed is told, and counts as none */
  private async chosen({ signal, onTrouble }: AnimationOptions): Promise<FaceProvider | null> {
    try {
      const endpoint = await unlessAborted(this.resolve('animation'), signal)
      return endpoint.embedded ? null : this.provider(endpoint)
    } catch (thrown) {
      const error = UnderstudyError.from(thrown)
      if (error.code !== 'bad_request') throw error
      onTrouble?.(error, 0)
      return null
    }
  }

  private async openEmbedded(start: StreamStart, options: AnimationOptions): Promise<AnimationCall> {
    for (let attempt = 1; ; attempt++) {
      const endpoint = await unlessAborted(this.resolve('animation', { embedded: true }), options.signal)
      try {
        return withLossNamed(await this.client(endpoint).open(start, options))
      } catch (error) {
        if (!wasRefused(error) || attempt >= REFUSED_ATTEMPTS) throw named(error)
        await delay(REFUSED_DELAY_MS)
      }
    }
  }

  private client({ baseURL, apiKey }: ResolvedEndpoint): AnimationClient {
    const key = `${baseURL}\n${apiKey}`
    if (this.embedded?.key !== key) {
      this.embedded = { key, client: new AnimationClient({ url: `${baseURL.replace(/^http/, 'ws')}/animation`, token: apiKey }) }
    }
    return this.embedded.client
  }

  private provider(endpoint: ResolvedEndpoint): FaceProvider {
    const { provider, baseURL, apiKey, model, functionId } = endpoint
    const key = [provider, baseURL, apiKey, model, functionId].join('\n')
    if (this.elsewhere?.key !== key) {
      this.elsewhere?.provider.dispose()
      this.elsewhere = { key, provider: providerOf(endpoint) }
    }
    return this.elsewhere.provider
  }
}

function providerOf({ provider, baseURL, apiKey, model, functionId }: ResolvedEndpoint): FaceProvider {
  const known = animationProviderSchema.catch('understudy').parse(provider)
  return createFaceProvider({ provider: known, address: baseURL, apiKey, model, ...(functionId ? { functionId } : {}) })
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
    push: (pcm, phones, emotion) => call.push(pcm, phones, emotion).catch(rethrow),
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
