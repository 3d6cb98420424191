import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Electron's name for the app, after which its data folder is called. */
const APP_NAME = 'understudy'

/** The folder in which the app keeps settings, turns and own personas, or the one that `UNDERSTUDY_DATA` names. It need not exist. */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const chosen = environment['UNDERSTUDY_DATA']
  if (chosen) return resolve(chosen)
  return join(applicationData(environment, platform), APP_NAME)
}

/** What Electron calls `appData`. */
function applicationData(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  if (platform === 'win32') return environment['APPDATA'] || join(homedir(), 'AppData', 'Roaming')
  return environment['XDG_CONFIG_HOME'] || join(homedir(), '.config')
}
