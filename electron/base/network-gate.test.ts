import { execFileSync } from 'node:child_process'
import http from 'node:http'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isLoopback, NetworkGate } from './network-gate.ts'
import { codesOf, nameLookups, networkClients } from './testing/network-clients.ts'

/** Stands for an address beyond this machine: nothing leaves it, whatever the gate does. */
const FAR = '127.0.0.2'

let server: http.Server
let port: number
let connections: number
let gate: NetworkGate

beforeEach(async () => {
  connections = 0
  server = http.createServer((_request, response) => response.end('{}'))
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  port = (server.address() as net.AddressInfo).port
  gate = new NetworkGate((host) => isLoopback(host) && host !== FAR)
})
afterEach(async () => {
  gate.dispose()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('NetworkGate', () => {
  it.each(Object.keys(networkClients(FAR, 1)))('refuses %s while it is offline', async (name) => {
    gate.setOffline(true)
    const codes = await networkClients(FAR, port)[name]!().then(() => ['reached'], codesOf)
    // gRPC tells of a deadline: it keeps trying behind its own back.
    if (name === 'grpc') expect(codes).not.toContain('reached')
    else expect(codes).toContain('offline')
    expect(connections).toBe(0)
  })

  it.each(Object.keys(nameLookups))('refuses %s while it is offline', async (name) => {
    gate.setOffline(true)
    expect(await nameLookups[name]!().then(() => ['reached'], codesOf)).toContain('offline')
  })

  it('says what to do', async () => {
    gate.setOffline(true)
    await expect(networkClients(FAR, port)['net (port, host)']!()).rejects.toThrow(/switch it on again/)
  })

  it('lets loopback, pipes and names for this machine through', async () => {
    gate.setOffline(true)
    for (const host of ['127.0.0.1', 'localhost']) {
      for (const name of ['net (port, host)', 'net (options)', 'http', 'fetch', 'undici request', 'dgram send']) await networkClients(host, port)[name]!()
    }
    expect(connections).toBeGreaterThanOrEqual(8)
  })

  it('closes what was open, and lets everything through once it is on again', async () => {
    const socket = net.connect(port, FAR)
    await new Promise((resolve) => socket.once('connect', resolve))
    const ended = new Promise((resolve) => socket.once('error', resolve))
    gate.setOffline(true)
    expect(codesOf(await ended)).toEqual(['offline'])
    gate.setOffline(false)
    await networkClients(FAR, port)['undici fetch']!()
    await networkClients(FAR, port)['net (options)']!()
    await networkClients(FAR, port)['dgram connect']!()
  })

  it('leaves no trace', async () => {
    const { connect } = net.Socket.prototype
    const second = new NetworkGate()
    second.setOffline(true)
    second.dispose()
    expect(net.Socket.prototype.connect).toBe(connect)
    await networkClients(FAR, port)['http']!()
  })

  it.each([
    ['127.0.0.1', true], ['127.8.9.10', true], ['::1', true], ['[::1]', true], ['::ffff:127.0.0.1', true], ['LOCALHOST', true],
    ['0.0.0.0', false], ['127.0.0.1.example.com', false], ['10.0.0.1', false], ['::', false], ['localhost.example.com', false], ['128.0.0.1', false], ['', false],
  ])('knows whether «%s» is this machine: %s', (host, local) => {
    expect(isLoopback(host)).toBe(local)
  })

  // In a network of its own, a real address that is not loopback; needs Linux with user namespaces and iproute2.
  it.skipIf(!hasNetworkNamespaces())('keeps a whole process from a real address, and no more', () => {
    const address = '203.0.113.7'
    const probe = fileURLToPath(new URL('./testing/network-probe.ts', import.meta.url))
    const script = `ip link set lo up && ip addr add ${address}/32 dev lo && exec "$0" --import tsx "$1" ${address}`
    const result = JSON.parse(execFileSync('unshare', ['-rn', 'sh', '-c', script, process.execPath, probe], { encoding: 'utf8' })) as {
      openBefore: string[]
      reached: string[]
      offline: Record<string, string[]>
      loopback: Record<string, string[]>
      again: Record<string, string[]>
    }
    expect(result.openBefore).toEqual(['offline'])
    for (const [name, codes] of Object.entries(result.offline)) {
      if (name === 'grpc') expect(codes).not.toContain('reached')
      else expect(codes, name).toContain('offline')
    }
    expect(result.reached).toEqual([])
    expect(result.loopback).toEqual({ net: ['reached'], fetch: ['reached'] })
    expect(result.again).toEqual({ net: ['reached'], fetch: ['reached'] })
  }, 60_000)
})

function hasNetworkNamespaces(): boolean {
  try {
    execFileSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
