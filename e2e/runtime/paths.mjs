import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What is downloaded once and shared by every checkout. UNDERSTUDY_CACHE moves it. */
export const cacheDir = () =>
  process.env.UNDERSTUDY_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'understudy')
