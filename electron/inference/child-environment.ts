import { QUIET_ONNXRUNTIME } from '../base/quiet-onnxruntime.ts'

/** What a process that computes needs of its parent's environment: to find programs, libraries and a temporary folder. */
const NEEDED = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']

/** The environment of the inference process. Keys, tokens and NODE_OPTIONS of the parent do not reach it. */
export function childEnvironment(parent: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(parent).filter(([name, value]) => value !== undefined && NEEDED.includes(name.toUpperCase()))
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...QUIET_ONNXRUNTIME }
}
