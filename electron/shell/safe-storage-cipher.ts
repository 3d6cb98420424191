import { safeStorage } from 'electron'
import type { AppStatus } from '../contract/ipc.ts'
import type { SecretCipher } from './key-vault.ts'

/** What newer runtimes offer beside the blocking calls; a keyring may take seconds to answer. */
type AsyncSafeStorage = typeof safeStorage & {
  encryptStringAsync?(text: string): Promise<Buffer>
  decryptStringAsync?(sealed: Buffer): Promise<string | { result: string }>
}

/** Electron's safeStorage. To be made after the app is ready. */
export class SafeStorageCipher implements SecretCipher {
  private readonly storage: AsyncSafeStorage = safeStorage
  private known: AppStatus['keyStorage'] | undefined

  get protection(): AppStatus['keyStorage'] {
    return (this.known ??= this.determine())
  }

  async encrypt(secret: string): Promise<Buffer> {
    return this.storage.encryptStringAsync?.(secret) ?? this.storage.encryptString(secret)
  }

  async decrypt(sealed: Buffer): Promise<string> {
    if (this.storage.decryptStringAsync === undefined) return this.storage.decryptString(sealed)
    const decrypted = await this.storage.decryptStringAsync(sealed)
    return typeof decrypted === 'string' ? decrypted : decrypted.result
  }

  private determine(): AppStatus['keyStorage'] {
    if (process.platform === 'linux' && this.storage.getSelectedStorageBackend() === 'basic_text') {
      // Without a keyring Chromium seals with a key that everybody knows. We use it, and the interface says what it is.
      this.storage.setUsePlainTextEncryption(true)
      return 'unprotected'
    }
    return this.storage.isEncryptionAvailable() ? 'protected' : 'unavailable'
  }
}
