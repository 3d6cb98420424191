import { app, dialog } from 'electron'
import { join } from 'node:path'
import { composeApp, type AppLocations, type RunningApp } from './composition.ts'
import { createLogger } from './logger.ts'
import { installNavigationGuards } from './navigation-guards.ts'
import { cutChromiumNetwork } from './page-network.ts'
import { registerAppScheme } from './protocol.ts'

// All of this has to happen before the app is ready.
// Chromium's own processes die at once when the sandbox is asked for and switched off together, as root has to (e2e/runtime).
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()
cutChromiumNetwork(app)
installNavigationGuards()

if (app.requestSingleInstanceLock()) void start()
else app.exit(0)

async function start(): Promise<void> {
  const locations = findLocations()
  const logger = createLogger({ directory: locations.logs, toStderr: !app.isPackaged })
  let running: RunningApp | null = null
  let ended = false

  app.on('second-instance', () => running?.show())
  app.on('activate', () => running?.show())
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (ended || running === null) return
    event.preventDefault()
    ended = true
    void running.dispose().finally(() => logger.flush(() => app.exit(0)))
  })

  await app.whenReady()
  try {
    running = await composeApp(locations, logger)
  } catch (error) {
    logger.fatal({ err: error }, 'the app could not start')
    dialog.showErrorBox('Understudy', `Understudy could not start; its log lies in ${locations.logs}.`)
    logger.flush(() => app.exit(1))
  }
}

function findLocations(): AppLocations {
  const root = app.getAppPath()
  const data = app.isPackaged ? process.resourcesPath : root
  const userData = app.getPath('userData')
  return {
    userData,
    logs: join(userData, 'logs'),
    resources: join(data, 'resources'),
    models: join(data, 'models'),
    out: join(root, 'out'),
  }
}
