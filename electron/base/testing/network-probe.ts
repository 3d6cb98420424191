import http from 'node:http'
import net from 'node:net'
import { NetworkGate } from '../network-gate.ts'
import { codesOf, nameLookups, networkClients } from './network-clients.ts'

/** Program for a network of its own: tries every client on the address it is given, offline and on again, and prints what came of it as JSON. */
const address = process.argv[2] ?? ''
let accepted: string[] = []
const server = http.createServer((_request, response) => response.end('{}'))
server.on('connection', (socket) => accepted.push(socket.localAddress ?? ''))
await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', () => resolve()))
const { port } = server.address() as net.AddressInfo

const gate = new NetworkGate()
const before = net.connect(port, address)
await new Promise((resolve) => before.once('connect', resolve))
const closedBy = new Promise((resolve) => before.once('error', (error) => resolve(codesOf(error))))
gate.setOffline(true)
accepted = []
const result = {
  openBefore: await closedBy,
  offline: await outcomes({ ...networkClients(address, port), ...nameLookups }),
  reached: accepted.filter((localAddress) => localAddress.endsWith(address)),
  loopback: await outcomes({ net: networkClients('127.0.0.1', port)['net (port, host)']!, fetch: networkClients('localhost', port)['fetch']! }),
  again: {} as Record<string, string[]>,
}
gate.setOffline(false)
result.again = await outcomes({ net: networkClients(address, port)['net (port, host)']!, fetch: networkClients(address, port)['fetch']! })
process.stdout.write(JSON.stringify(result))
process.exit(0)

async function outcomes(clients: Record<string, () => Promise<unknown>>): Promise<Record<string, string[]>> {
  const told: Record<string, string[]> = {}
  for (const [name, run] of Object.entries(clients)) {
    told[name] = await run().then(
      () => ['reached'],
      (error: unknown) => codesOf(error),
    )
  }
  return told
}
