import { join } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { pino } from 'pino'
import { serve } from '../inference/serve.ts'
import { dataDirectory } from './data-directory.ts'
import { MODELS_DIR, RESOURCES_DIR } from './paths.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

interface ServeOptions extends OutputOptions {
  port: number
  host: string
  token?: string
}

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the inference server by itself, until interrupted')
    .requiredOption('--port <n>', 'TCP port, 0 for any free one', parsePort)
    .option('--host <host>', 'address to listen on; any other than loopback needs --token', '127.0.0.1')
    .option('--token <token>', 'bearer token of its clients; a random one is made and printed where none is given')
    .option('--json', 'print {host, port, token} when it listens')
    .action((options: ServeOptions) =>
      runCommand(options, () => start(options), ({ host, port, token }) => `http://${host}:${port}/v1  token: ${token}`),
    )
}

async function start({ host, port, token }: ServeOptions): Promise<{ host: string; port: number; token: string }> {
  const server = await serve({
    host,
    port,
    ...(token === undefined ? {} : { token }),
    resourcesDir: RESOURCES_DIR,
    modelsDir: MODELS_DIR,
    personasDir: join(dataDirectory(), 'personas'),
    logger: pino({ level: 'info' }, pino.destination(2)),
  })
  const stop = (): void => {
    void server.close().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return { ...server.address, token: server.token }
}

function parsePort(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return port
}
