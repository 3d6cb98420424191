import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { UnderstudyError } from '../contract/errors.ts'
import type { KeyAccess } from '../contract/host.ts'
import type { AppStatus } from '../contract/ipc.ts'
import { keySlotSchema, originOf, type KeyPlace, type KeySlot } from '../contract/settings.ts'
import { writeFileAtomically } from '../base/atomic-file.ts'

/** How the system keeps a secret: Electron's safeStorage in the app, something plain in tests. */
export interface SecretCipher {
  readonly protection: AppStatus['keyStorage']
  encrypt(secret: string): Promise<Buffer>
  /** Rejects where the secret was made on another machine or account. */
  decrypt(sealed: Buffer): Promise<string>
}

/** By place and host. A key without a host is from a time when a place had one for wherever its address led. */
const fileSchema = z.partialRecord(keySlotSchema, z.union([z.base64(), z.record(z.string(), z.base64())]))
type SealedKeys = z.infer<typeof fileSchema>

/**
 * Keys of custom endpoints, sealed by the system, one file. They can be set and used; no interface shows them. Each is for the host
 * that it was entered for: an address that changes finds none.
 */
export class KeyVault implements KeyAccess {
  private changes: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly file: string,
    private readonly cipher: SecretCipher,
  ) {}

  get protection(): AppStatus['keyStorage'] {
    return this.cipher.protection
  }

  /** Null where there is none, or none that can still be read: then it has to be entered again. */
  async get({ slot, origin }: KeyPlace): Promise<string | null> {
    await this.changes
    const sealed = keysOf((await this.read())[slot])[origin]
    if (sealed === undefined) return null
    return this.cipher.decrypt(Buffer.from(sealed, 'base64')).catch(() => null)
  }

  async set({ slot, origin }: KeyPlace, key: string | null): Promise<void> {
    await this.change(async (keys) => {
      const { [origin]: _before, ...others } = keysOf(keys[slot])
      return { ...keys, [slot]: key === null ? others : { ...others, [origin]: (await this.seal(key)).toString('base64') } }
    })
  }

  async present(): Promise<KeyPlace[]> {
    await this.changes
    return Object.entries(await this.read()).flatMap(([slot, keys]) => Object.keys(keysOf(keys)).map((origin) => ({ slot: slot as KeySlot, origin })))
  }

  /**
   * Keys that were kept without a host from now on belong to that of their place's address, to which they would have gone. Where there
   * is no address nobody can tell whom they are for: they are forgotten.
   */
  async assignHosts(addressOf: (slot: KeySlot) => string | undefined): Promise<void> {
    if (!Object.values(await this.read()).some((keys) => typeof keys === 'string')) return
    await this.change((keys) => {
      const assigned = Object.entries(keys).map(([slot, kept]) => {
        if (typeof kept !== 'string') return [slot, kept]
        const origin = originOf(addressOf(slot as KeySlot))
        return [slot, origin === null ? {} : { [origin]: kept }]
      })
      return Promise.resolve(Object.fromEntries(assigned) as SealedKeys)
    })
  }

  private async change(make: (keys: SealedKeys) => Promise<SealedKeys>): Promise<void> {
    const change = this.changes.then(async () => {
      const keys = await make(await this.read())
      const held = Object.entries(keys).filter(([, kept]) => typeof kept === 'string' || Object.keys(kept ?? {}).length > 0)
      await writeFileAtomically(this.file, JSON.stringify(Object.fromEntries(held)))
    })
    this.changes = change.catch(() => undefined)
    await change
  }

  private async seal(key: string): Promise<Buffer> {
    if (this.cipher.protection === 'unavailable') {
      throw new UnderstudyError(
        'store_unavailable',
        'This system offers no place for keys; use the embedded models or unlock the keyring.',
      )
    }
    return this.cipher.encrypt(key)
  }

  private async read(): Promise<SealedKeys> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.file, 'utf8')))
    } catch {
      return {}
    }
  }
}

function keysOf(kept: string | Record<string, string> | undefined): Record<string, string> {
  return kept === undefined || typeof kept === 'string' ? {} : kept
}
