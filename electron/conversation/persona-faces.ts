import type { KeyAccess, SettingsAccess } from '../contract/host.ts'
import type { AnimationEndpoint, KeyPlace } from '../contract/settings.ts'

/**
 * Who animates which persona, as this machine's settings have it: no package brings an address along. A persona that is deleted takes
 * its choice and its keys with it, or another one of the same name would send its voice there; undone, both are there again.
 */
export class PersonaFaces {
  private readonly deleted = new Map<string, { face: AnimationEndpoint; keys: { place: KeyPlace; key: string | null }[] }>()

  constructor(
    private readonly settings: SettingsAccess,
    private readonly keys: KeyAccess,
  ) {}

  async forget(id: string): Promise<void> {
    const { [id]: face, ...others } = this.settings.current.personaFaces
    if (!face) return
    const places = (await this.keys.present()).filter(({ slot }) => slot === `animation/${id}`)
    this.deleted.set(id, { face, keys: await Promise.all(places.map(async (place) => ({ place, key: await this.keys.get(place) }))) })
    await this.settings.update({ personaFaces: others })
    for (const place of places) await this.keys.set(place, null)
  }

  async restore(id: string): Promise<void> {
    const before = this.deleted.get(id)
    if (!before) return
    this.deleted.delete(id)
    for (const { place, key } of before.keys) if (key !== null) await this.keys.set(place, key)
    await this.settings.update({ personaFaces: { ...this.settings.current.personaFaces, [id]: before.face } })
  }
}
