export interface ElectronRuntime {
  /** Folder that ELECTRON_OVERRIDE_DIST_PATH is to name. */
  distPath: string
  executablePath: string
  /** Electron's version, e.g. `33.2.1`. */
  version: string
  source: 'official' | 'fallback' | 'override'
}

/** Throws an error whose message is one sentence where no runtime can be had. */
export function ensureRuntime(): Promise<ElectronRuntime>
