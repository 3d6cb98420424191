import type { Logger } from 'pino'
import { UnderstudyError } from '../contract/errors.ts'
import type { Host, HostChannel, IpcHandlers, MicrophonePort, PlaybackPort } from '../contract/host.ts'
import { ipcChannels } from '../contract/ipc.ts'

/** Seconds a quit may take; what the services have not closed by then survives a kill anyway. */
const DISPOSE_TIMEOUT_MS = 4_000

/**
 * The services while they are still being made: the window shows meanwhile, its requests wait. Where they cannot be made
 * every request is answered with the reason.
 */
export class HostGate {
  readonly handlers: IpcHandlers<HostChannel>
  private host: Host | null = null
  private readonly opened: Promise<Host>
  private disposed = false

  constructor(
    opening: Promise<Host>,
    shellChannels: readonly string[],
    private readonly logger: Logger,
  ) {
    this.opened = opening.then((host) => (this.host = host))
    this.opened.catch((error: unknown) => logger.error({ err: error }, 'the services could not start'))
    const channels = Object.keys(ipcChannels).filter(
      (channel) => !shellChannels.includes(channel),
    ) as HostChannel[]
    this.handlers = Object.fromEntries(
      channels.map((channel) => [
        channel,
        async (request: never) => (await this.services()).handlers[channel](request),
      ]),
    ) as unknown as IpcHandlers<HostChannel>
  }

  async services(): Promise<Host> {
    try {
      return await this.opened
    } catch (cause) {
      const known = UnderstudyError.from(cause)
      if (known.kind !== 'defect') throw known
      throw new UnderstudyError(
        'unavailable',
        'Understudy could not start its services; restart it, and look into its log if that does not help.',
        { cause },
      )
    }
  }

  /** What is there by now, for callers that cannot wait. */
  get ready(): Host | null {
    return this.host
  }

  headFolder(place: readonly string[]): Promise<string | null> {
    return this.opened.then((host) => host.headFolder(place)).catch(() => null)
  }

  attachMicrophone(port: MicrophonePort): void {
    this.opened.then((host) => host.attachMicrophone(port)).catch(() => port.close())
  }

  attachPlayback(port: PlaybackPort): void {
    this.opened.then((host) => host.attachPlayback(port)).catch(() => port.close())
  }

  attachSystemSound(port: MicrophonePort): void {
    this.opened.then((host) => host.attachSystemSound(port)).catch(() => port.close())
  }

  async dispose(): Promise<void> {
    if (this.disposed) return
    this.disposed = true
    const closing = this.opened.then(
      (host) => host.dispose(),
      () => undefined,
    )
    const expired = new Promise<'expired'>((resolve) =>
      setTimeout(() => resolve('expired'), DISPOSE_TIMEOUT_MS),
    )
    const result = await Promise.race([
      closing.catch((error: unknown) => this.logger.error({ err: error }, 'closing failed')),
      expired,
    ])
    if (result === 'expired') this.logger.warn('the services took too long to close')
  }
}
