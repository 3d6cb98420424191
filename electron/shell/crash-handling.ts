import { app } from 'electron'
import type { Logger } from 'pino'
import { UnderstudyError, type ErrorShape } from '../contract/errors.ts'

/**
 * What nobody caught. The app goes on, since every turn is on disk before it is shown and the inference process has a
 * supervisor of its own; it says that something failed, and the log says where.
 */
export function installCrashHandling(logger: Logger, notify: (notice: ErrorShape) => void): void {
  const report = (error: unknown): void => {
    logger.error({ err: error }, 'uncaught')
    notify(UnderstudyError.from(error).toShape())
  }
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
  app.on('child-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    logger.error(
      {
        kind: details.type,
        reason: details.reason,
        exitCode: details.exitCode,
        service: details.serviceName,
      },
      'a child process died',
    )
  })
}
