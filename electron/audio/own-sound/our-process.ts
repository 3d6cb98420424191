import { readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'

/**
 * Whether a process is this one or comes from it: Chromium plays from a process of its own. Linux only. The number alone
 * proves nothing, for a container counts its own, so the program has to be the same too.
 */
export async function isOurProcess({ pid, binary }: { pid: number; binary: string }): Promise<boolean> {
  try {
    if (basename(await readlink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '') !== binary) return false
    for (let at = pid; at > 1; at = await parentOf(at)) if (at === process.pid) return true
  } catch {
    // It has ended.
  }
  return false
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // «pid (name) state ppid …»; the name may hold anything.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
