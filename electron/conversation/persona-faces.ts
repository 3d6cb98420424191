import type { KeyAccess, SettingsAccess } from '../contract/host.ts'
import type { AnimationEndpoint } from '../contract/settings.ts'

/**
 * Who animates which persona, as this machine's settings have it: no package brings an address along. A persona that is deleted takes
 * its choice and its key with it, or another one of the same name would send its voice there; undone, both are there again.
 */
export class PersonaFaces {
  private readonly deleted = new Map<string, { face: AnimationEndpoint; key: string | null }>()

  constructor(
    private readonly settings: SettingsAccess,
    private readonly keys: KeyAccess,
  ) {}

  async forget(id: string): Promise<void> {
    const { [id]: face, ...others } = this.settings.current.personaFaces
    if (!face) return
    this.deleted.set(id, { face, key: await this.keys.get(`animation/${id}`) })
    await this.settings.update({ personaFaces: others })
    await this.keys.set(`animation/${id}`, null)
  }

  async restore(id: string): Promise<void> {
    const before = this.deleted.get(id)
    if (!before) return
    this.deleted.delete(id)
    if (before.key !== null) await this.keys.set(`animation/${id}`, before.key)
    await this.settings.update({ personaFaces: { ...this.settings.current.personaFaces, [id]: before.face } })
  }
}
