import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { repositoryRoot } from './helpers.ts'
import type { ProviderKind } from './provider-server.ts'

export interface ProviderDeath {
  /** SIGSTOP: the process is there and says nothing any more. */
  signal: 'SIGKILL' | 'SIGSTOP'
  /** Pieces of its answers that still go out. */
  afterPieces: number
}

/** A provider of faces in a process of its own (provider-server.ts). */
export class ProviderProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @param port where another one was before; any free one where left out */
  static async start(kind: ProviderKind, { port = 0, death }: { port?: number; death?: ProviderDeath } = {}): Promise<ProviderProcess> {
    const program = ['--import', 'tsx', join(repositoryRoot, 'e2e/provider-server.ts'), kind, String(port)]
    const dying = death ? [death.signal, String(death.afterPieces)] : []
    const child = spawn(process.execPath, [...program, ...dying], { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    return new ProviderProcess(child, line.toString().trim())
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await ended
  }
}
