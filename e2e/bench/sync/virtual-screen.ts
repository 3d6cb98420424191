import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const WIDTH = 1440
const HEIGHT = 960
const BYTES_PER_PIXEL = 4
/** Fields of an XWD file's head, as numbers of its 32-bit words. */
const HEADER_SIZE = 0
const BYTES_PER_LINE = 12
const COLOURS = 19
const COLOUR_BYTES = 12

/** A screen of our own whose pixels lie in a file (Xvfb -fbdir): they can be read while they are shown, at no cost to who draws. */
export class VirtualScreen {
  private constructor(
    readonly display: string,
    private readonly server: ChildProcess,
    private readonly folder: string,
    private readonly file: number,
    private readonly layout: { pixelsAt: number; bytesPerLine: number },
  ) {}

  static async start(): Promise<VirtualScreen> {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-screen-'))
    const screen = ['-screen', '0', `${WIDTH}x${HEIGHT}x24`]
    const server = spawn('Xvfb', ['-displayfd', '3', ...screen, '-fbdir', folder, '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    const [number] = (await once(server.stdio[3]!, 'data')) as [Buffer]
    const file = openSync(join(folder, 'Xvfb_screen0'), 'r')
    const head = Buffer.alloc(4 * (COLOURS + 1))
    readSync(file, head, 0, head.length, 0)
    const word = (index: number): number => head.readUInt32BE(4 * index)
    const layout = { pixelsAt: word(HEADER_SIZE) + COLOUR_BYTES * word(COLOURS), bytesPerLine: word(BYTES_PER_LINE) }
    return new VirtualScreen(`:${number.toString().trim()}`, server, folder, file, layout)
  }

  /** Red, green, blue (0–255) as shown now. */
  pixel(x: number, y: number): [number, number, number] {
    const bytes = Buffer.alloc(BYTES_PER_PIXEL)
    readSync(this.file, bytes, 0, BYTES_PER_PIXEL, this.layout.pixelsAt + y * this.layout.bytesPerLine + BYTES_PER_PIXEL * x)
    return [bytes[2]!, bytes[1]!, bytes[0]!]
  }

  async stop(): Promise<void> {
    closeSync(this.file)
    const ended = once(this.server, 'exit')
    this.server.kill()
    await Promise.race([ended, delay(5_000)])
    await rm(this.folder, { recursive: true, force: true })
  }
}
