import type { ElectronRuntime } from './runtime.mjs'

export interface Preflight {
  runtime: ElectronRuntime
  /** Switches this machine calls for; they go before the app's path. */
  args: string[]
  env: NodeJS.ProcessEnv
  stopDisplay(): void
}

export function preflight(options?: { endsWithLastClient?: boolean }): Promise<Preflight>
