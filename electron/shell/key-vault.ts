import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { UnderstudyError } from '../contract/errors.ts'
import type { KeyAccess } from '../contract/host.ts'
import type { AppStatus } from '../contract/ipc.ts'
import { keySlotSchema, type KeySlot } from '../contract/settings.ts'
import { writeFileAtomically } from '../base/atomic-file.ts'

/** How the system keeps a secret: Electron's safeStorage in the app, something plain in tests. */
export interface SecretCipher {
  readonly protection: AppStatus['keyStorage']
  encrypt(secret: string): Promise<Buffer>
  /** Rejects where the secret was made on another machine or account. */
  decrypt(sealed: Buffer): Promise<string>
}

const fileSchema = z.partialRecord(keySlotSchema, z.base64())
type SealedKeys = z.infer<typeof fileSchema>

/** Keys of custom endpoints, sealed by the system, one file. They can be set and used; no interface shows them. */
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
  async get(slot: KeySlot): Promise<string | null> {
    await this.changes
    const sealed = (await this.read())[slot]
    if (sealed === undefined) return null
    return this.cipher.decrypt(Buffer.from(sealed, 'base64')).catch(() => null)
  }

  async set(slot: KeySlot, key: string | null): Promise<void> {
    const change = this.changes.then(async () => {
      const keys = await this.read()
      if (key === null) delete keys[slot]
      else keys[slot] = (await this.seal(key)).toString('base64')
      await writeFileAtomically(this.file, JSON.stringify(keys))
    })
    this.changes = change.catch(() => undefined)
    await change
  }

  async present(): Promise<KeySlot[]> {
    await this.changes
    return Object.keys(await this.read()) as KeySlot[]
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
