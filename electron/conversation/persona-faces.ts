import type { KeyAccess, SettingsAccess } from '../contract/host.ts'
import type { AnimationEndpoint, KeyPlace, RealtimeEndpoint } from '../contract/settings.ts'

interface Forgotten {
  face: AnimationEndpoint | undefined
  realtime: RealtimeEndpoint | undefined
  keys: { place: KeyPlace; key: string | null }[]
}

/**
 * Who animates which persona and who speaks for it, as this machine's settings have it: no package brings an address along. A persona
 * that is deleted takes its choices and its keys with it, or another one of the same name would send its voice there; undone, they are there again.
 */
export class PersonaFaces {
  private readonly deleted = new Map<string, Forgotten>()

  constructor(
    private readonly settings: SettingsAccess,
    private readonly keys: KeyAccess,
  ) {}

  async forget(id: string): Promise<void> {
    const { [id]: face, ...personaFaces } = this.settings.current.personaFaces
    const { [id]: realtime, ...personaRealtime } = this.settings.current.personaRealtime
    if (!face && !realtime) return
    const slots = [`animation/${id}`, `realtime/${id}`]
    const places = (await this.keys.present()).filter(({ slot }) => slots.includes(slot))
    this.deleted.set(id, { face, realtime, keys: await Promise.all(places.map(async (place) => ({ place, key: await this.keys.get(place) }))) })
    await this.settings.update({ personaFaces, personaRealtime })
    for (const place of places) await this.keys.set(place, null)
  }

  async restore(id: string): Promise<void> {
    const before = this.deleted.get(id)
    if (!before) return
    this.deleted.delete(id)
    for (const { place, key } of before.keys) if (key !== null) await this.keys.set(place, key)
    const { personaFaces, personaRealtime } = this.settings.current
    await this.settings.update({
      personaFaces: before.face ? { ...personaFaces, [id]: before.face } : personaFaces,
      personaRealtime: before.realtime ? { ...personaRealtime, [id]: before.realtime } : personaRealtime,
    })
  }
}
