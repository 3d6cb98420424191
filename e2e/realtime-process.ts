import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { RealtimeConformanceServer } from '../electron/inference/realtime/testing/realtime-faults.ts'
import { repositoryRoot } from './helpers.ts'

export const SERVED_KEY = 'a-key-of-some-length'
const SERVED_VOICES = ['cedar', 'marin']

export type RealtimeSeen = Pick<RealtimeConformanceServer, 'complaints' | 'questions' | 'truncated' | 'cancelled' | 'voices' | 'sockets'>

/** A Realtime server in a process of its own (realtime-server.ts). */
export class RealtimeProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<RealtimeProcess> {
    const child = fork(join(repositoryRoot, 'e2e/realtime-server.ts'), [SERVED_KEY, ...SERVED_VOICES], { cwd: repositoryRoot, execArgv: ['--import', 'tsx'] })
    const [{ url }] = (await once(child, 'message')) as [{ url: string }]
    return new RealtimeProcess(child, url)
  }

  /** What its clients did so far. */
  async seen(): Promise<RealtimeSeen> {
    const answer = once(this.child, 'message')
    this.child.send('seen')
    return ((await answer) as [RealtimeSeen])[0]
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await ended
  }
}
