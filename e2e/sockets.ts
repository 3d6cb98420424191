import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processesOfGroup } from './helpers.ts'

/** Where a process of the app has reached, or tried to reach, beyond this machine. */
export interface Destination {
  /** `tcp`, `udp`, … as the kernel names the table, or the system call that was seen. */
  by: string
  address: string
  port: number
  /** Name of the process. */
  process: string
  /** What its thread did there and right after, as strace saw it: a name that was asked for stands in it. */
  calls?: string[]
}

const SAMPLE_EVERY_MS = 100
const CALLS_TOLD = 3
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6', 'udplite', 'udplite6', 'raw', 'raw6'] as const
/** TCP state of a socket that only listens; the state of an idle UDP socket. */
const LISTENS = '0A'

/**
 * Watches every process of the app for sockets that lead beyond loopback: by the kernel's own tables, sampled often, and,
 * where strace is installed, by every `connect` and `sendto` call, however short. Linux only. Unix sockets and netlink stay
 * on the machine and do not count.
 */
export class SocketWatch {
  private readonly seen = new Map<string, Destination>()
  private readonly traced = new Map<number, ChildProcess>()
  private stopped = false
  private readonly sampling: Promise<void>

  private constructor(
    private readonly groupId: number,
    private readonly traceFolder: string | null,
  ) {
    this.sampling = this.sample()
  }

  /** @param groupId process group of the app: the id of its main process, as Playwright starts it */
  static async start(groupId: number): Promise<SocketWatch> {
    const traceFolder = (await canTrace()) ? await mkdtemp(join(tmpdir(), 'understudy-sockets-')) : null
    const watch = new SocketWatch(groupId, traceFolder)
    await watch.traceNewcomers()
    return watch
  }

  /** Whether calls too short for a sample are seen too. */
  get tracesCalls(): boolean {
    return this.traceFolder !== null
  }

  /** Ends the watch. @returns every destination beyond loopback, each once */
  async stop(): Promise<Destination[]> {
    this.stopped = true
    await this.sampling
    for (const tracer of this.traced.values()) tracer.kill('SIGINT')
    await Promise.all([...this.traced.values()].map((tracer) => ended(tracer)))
    if (this.traceFolder) {
      for (const file of await readdir(this.traceFolder)) this.readTrace(await readFile(join(this.traceFolder, file), 'utf8'), file.split('.')[0] ?? '')
      await rm(this.traceFolder, { recursive: true, force: true })
    }
    return [...this.seen.values()]
  }

  private async sample(): Promise<void> {
    while (!this.stopped) {
      await this.traceNewcomers()
      for (const pid of await processesOfGroup(this.groupId)) await this.readTables(pid)
      await delay(SAMPLE_EVERY_MS)
    }
  }

  /** A process is followed with all its threads and children; those that were there before strace came are attached to. */
  private async traceNewcomers(): Promise<void> {
    if (!this.traceFolder || this.stopped) return
    for (const pid of await processesOfGroup(this.groupId)) {
      if (this.traced.has(pid)) continue
      const name = await nameOf(pid)
      if (name === 'strace' || (await isTraced(pid))) continue
      const tracer = spawn('strace', ['-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-e', 'signal=none', '-s', '64', '-o', join(this.traceFolder, `${name}.${pid}`), '-p', String(pid)], { stdio: 'ignore', detached: true })
      this.traced.set(pid, tracer)
    }
  }

  private async readTables(pid: number): Promise<void> {
    const inodes = await socketInodes(pid)
    if (inodes.size === 0) return
    for (const table of TABLES) {
      const rows = (await readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '')).split('\n').slice(1)
      for (const row of rows) {
        const columns = row.trim().split(/\s+/)
        const [, , remote = '', state] = columns
        if (state === LISTENS || !inodes.has(columns[9] ?? '')) continue
        const [hex = '', port = '0'] = remote.split(':')
        await this.note(table, addressOf(hex), Number.parseInt(port, 16), pid)
      }
    }
  }

  private async note(by: string, address: string, port: number, pid: number): Promise<void> {
    if (staysHere(address)) return
    const key = `${address} ${port}`
    if (!this.seen.has(key)) this.seen.set(key, { by, address, port, process: await nameOf(pid) })
  }

  private readTrace(text: string, process: string): void {
    const lines = text.split('\n')
    for (const [at, line] of lines.entries()) {
      const call = /\b(connect|sendto|sendmsg|sendmmsg)\(/.exec(line)?.[1]
      if (!call) continue
      for (const [, port = '0', address = ''] of line.matchAll(/sin6?_port=htons\((\d+)\)[^}]*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)"/g)) {
        if (staysHere(address)) continue
        const thread = line.split(' ', 1)[0]!
        const calls = lines.slice(at).filter((other) => other.startsWith(`${thread} `)).slice(0, CALLS_TOLD)
        this.seen.set(`${address} ${port}`, { by: call, address, port: Number(port), process, calls })
      }
    }
  }
}

/** Loopback, or the empty address of a socket that is not connected. */
function staysHere(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  return /^127\./.test(plain) || plain === '0.0.0.0' || address === '::1' || address === '::' || plain === ''
}

/** `/proc/net` writes each 32-bit word of an address in the machine's byte order. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)))
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length !== 16) return ''
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff) return bytes.slice(12).join('.')
  if (bytes.every((byte) => byte === 0)) return '::'
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1'
  return Array.from({ length: 8 }, (_, i) => ((bytes[i * 2]! << 8) | bytes[i * 2 + 1]!).toString(16)).join(':')
}

async function socketInodes(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`
  const links = await Promise.all((await readdir(folder).catch(() => [])).map((fd) => readlink(join(folder, fd)).catch(() => '')))
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
}

async function nameOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'gone')).trim().replace(/[^\w-]/g, '_')
}

/** A child of a traced process is followed already. */
async function isTraced(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return !/^TracerPid:\s+0$/m.test(status)
}

/** Whether strace is here and may attach to a process that is not its child. */
async function canTrace(): Promise<boolean> {
  const sleeper = spawn('sleep', ['30'], { stdio: 'ignore' })
  try {
    const tracer = spawn('strace', ['-qq', '-o', '/dev/null', '-p', String(sleeper.pid)], { stdio: 'ignore' })
    const code = await Promise.race([ended(tracer), delay(500, 'runs' as const)])
    tracer.kill('SIGINT')
    return code === 'runs'
  } finally {
    sleeper.kill()
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code))
    child.once('error', () => resolve(1))
  })
}
