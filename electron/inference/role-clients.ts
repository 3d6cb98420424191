import type { Disposable } from '../base/disposable.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { AnimationRole, type AnimationOpener } from './clients/animation-opener.ts'
import { ChatClient } from './clients/chat-client.ts'
import { server, timedOut } from './clients/client-errors.ts'
import { Connections } from './clients/connections.ts'
import { EmbeddingClient, type Embedder } from './clients/embedding-client.ts'
import { DEFAULT_TIMEOUTS, type ClientRole, type ClientTimeouts, type ResolveEndpoint } from './clients/roles.ts'
import { SpeechClient, type Synthesizer } from './clients/speech-client.ts'
import { TranscriptionClient, type Transcriber } from './clients/transcription-client.ts'
import type { ChatModel } from '../persona/chat-model.ts'

export type { AnimationOpener } from './clients/animation-opener.ts'
export type { Embedder } from './clients/embedding-client.ts'
export type { ClientRole, ClientTimeouts, ResolvedEndpoint, ResolveEndpoint } from './clients/roles.ts'
export type { SpeechChunk, Synthesizer } from './clients/speech-client.ts'
export type { Transcriber } from './clients/transcription-client.ts'

export interface RoleClientsOptions {
  /** Asked before every call, so that changed settings and a restarted process count at once. */
  resolve: ResolveEndpoint
  timeouts?: Partial<ClientTimeouts>
}

export function createRoleClients(options: RoleClientsOptions): RoleClients {
  return new RoleClients(options)
}

/** The app's one way to models, wherever they run: each role at the server that the settings name. */
export class RoleClients implements Disposable {
  readonly chat: ChatModel
  /** Our own engine, whatever the settings say. */
  readonly ownChat: ChatModel
  readonly transcriber: Transcriber
  readonly synthesizer: Synthesizer & Disposable
  readonly embedder: Embedder
  readonly animation: AnimationOpener
  /** Our own model, whatever the settings say. */
  readonly ownAnimation: AnimationOpener
  private readonly animationRole: AnimationRole
  private readonly connections: Connections
  private readonly faceTimeoutMs: number

  constructor({ resolve, timeouts }: RoleClientsOptions) {
    const limits = { ...DEFAULT_TIMEOUTS, ...timeouts }
    this.faceTimeoutMs = limits.animation
    this.connections = new Connections(resolve, limits)
    this.animationRole = new AnimationRole(resolve)
    this.chat = new ChatClient(this.connections)
    this.ownChat = new ChatClient(this.connections, { embedded: true })
    this.transcriber = new TranscriptionClient(this.connections)
    this.synthesizer = new SpeechClient(this.connections, limits.speech)
    this.embedder = new EmbeddingClient(this.connections)
    this.animation = this.animationRole
    this.ownAnimation = this.animationRole.embeddedOnly()
  }

  /** Opens connections ahead of a turn. Never throws. */
  warm(): Promise<void> {
    return this.connections.warm(['language', 'transcription', 'speech', 'embedding'])
  }

  /**
   * Makes one small real request. `detail` is a sentence for the settings screen.
   * @param persona whose face is meant; the one that answers now where left out
   */
  async testEndpoint(role: ClientRole, persona?: string): Promise<{ ok: boolean; detail: string }> {
    const startedMs = performance.now()
    try {
      await this.probe(role, persona)
      const context = { role, endpoint: await this.connections.resolve(role, persona === undefined ? {} : { persona }) }
      return { ok: true, detail: `${server(context)} answered in ${Math.round(performance.now() - startedMs)} ms.` }
    } catch (error) {
      return { ok: false, detail: UnderstudyError.from(error).message }
    }
  }

  /** Aborts what runs and closes every connection. */
  dispose(): void {
    this.animationRole.dispose()
    this.synthesizer.dispose()
    this.connections.dispose()
  }

  private async probe(role: ClientRole, persona?: string): Promise<void> {
    switch (role) {
      case 'language':
        for await (const _delta of this.chat.stream([{ role: 'user', content: 'Say «ready».' }])) return
        return
      case 'transcription':
        await this.transcriber.transcribe(new Float32Array(16_000))
        return
      case 'speech':
        for await (const _chunk of this.synthesizer.synthesize('Ready.')) return
        return
      case 'embedding':
        await this.embedder.embed(['ready'])
        return
      case 'animation':
        await this.probeFace(persona)
    }
  }

  /** A protocol that has no silence limit of its own gets one. */
  private async probeFace(persona: string | undefined): Promise<void> {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), this.faceTimeoutMs)
    try {
      const call = await this.animationRole.openAlone({ sampleRate: 16_000 }, { signal: limit.signal, ...(persona === undefined ? {} : { persona }) })
      await call.push(new Int16Array(1_600))
      await call.end()
      for await (const _frame of call.frames) void _frame
    } catch (error) {
      if (!limit.signal.aborted) throw error
      throw timedOut({ role: 'animation', endpoint: await this.connections.resolve('animation', persona === undefined ? {} : { persona }) })
    } finally {
      clearTimeout(timer)
    }
  }
}
