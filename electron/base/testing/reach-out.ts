import dgram from 'node:dgram'
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Program for a test of what watches sockets: reaches an address of its own network briefly, and loopback, then ends. */
const address = process.argv[2] ?? ''
await delay(1_500)
const server = net.createServer((socket) => socket.end())
await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', () => resolve()))
const { port } = server.address() as net.AddressInfo
for (const host of ['127.0.0.1', address].filter(Boolean)) {
  const socket = net.connect(port, host)
  await new Promise((resolve) => socket.once('close', resolve))
}
if (address) {
  const datagrams = dgram.createSocket('udp4')
  await new Promise<void>((resolve) => datagrams.send('x', 4242, address, () => resolve()))
  datagrams.close()
}
await delay(200)
process.exit(0)
