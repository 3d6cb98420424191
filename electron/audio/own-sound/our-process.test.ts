import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isOurProcess } from './our-process.ts'

describe.runIf(process.platform === 'linux')('isOurProcess', () => {
  it('knows itself and what it started by number and program, and nobody else', async () => {
    const child = spawn('sleep', ['60'])
    try {
      expect(await isOurProcess({ pid: process.pid, binary: basename(process.execPath) })).toBe(true)
      // Some systems have one program for all of these.
      const names = await Promise.all(['sleep', 'coreutils', 'busybox', 'toybox'].map((binary) => isOurProcess({ pid: child.pid!, binary })))
      expect(names).toContain(true)
      expect(await isOurProcess({ pid: child.pid!, binary: 'firefox' })).toBe(false)
      expect(await isOurProcess({ pid: process.ppid, binary: 'node' })).toBe(false)
      expect(await isOurProcess({ pid: 0, binary: '' })).toBe(false)
    } finally {
      child.kill()
    }
  })
})
