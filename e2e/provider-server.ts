/**
 * A provider of faces in a process of its own, so that it can die as processes do: tsx e2e/provider-server.ts KIND PORT [SIGNAL PIECES]
 * Prints its address. With SIGNAL it sends that to itself in the middle, before the PIECES-th piece of its answers goes out.
 */
import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo } from 'node:net'
import { startA2fServer } from '../electron/animation/providers/testing/a2f-server.ts'
import { startKserveServer } from '../electron/animation/providers/testing/kserve-server.ts'
import { countingModel } from '../electron/animation/providers/testing/served-models.ts'
import { startUnderstudyServer } from '../electron/animation/providers/testing/understudy-server.ts'

const SERVERS = {
  understudy: () => startUnderstudyServer(),
  'audio2face-3d': () => startA2fServer(),
  triton: () => startKserveServer({ models: { 'understudy-face': countingModel() } }),
}
export type ProviderKind = keyof typeof SERVERS

const [kind, port, signal, pieces] = process.argv.slice(2)
const server = await SERVERS[kind as ProviderKind]()
let sent = 0
const relay = createServer((client) => {
  const upstream = createConnection(Number(new URL(server.url).port), '127.0.0.1')
  client.pipe(upstream)
  upstream.on('data', (bytes: Buffer) => {
    if (signal && ++sent === Number(pieces)) process.kill(process.pid, signal)
    client.write(bytes)
  })
  for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
})
relay.listen(Number(port), '127.0.0.1')
await once(relay, 'listening')
process.stdout.write(`http://127.0.0.1:${(relay.address() as AddressInfo).port}\n`)
