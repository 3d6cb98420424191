import { rename, rm, writeFile } from 'node:fs/promises'
import { encodeFrames } from '../animation/frame-codec.ts'
import type { AnimationFrame, AnimationPhone } from '../contract/animation.ts'
import type { HeadEntry } from '../contract/avatar.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { PersonaDetail } from '../contract/persona.ts'
import type { AnimationOpener, Synthesizer } from '../inference/role-clients.ts'
import { PackageConsent } from '../persona/consent/consent-gate.ts'
import { showsFace } from '../persona/consent/consent-state.ts'
import type { HeadIntake } from '../persona/head/intake/head-intake.ts'
import { ownHeadFolder, ownHeadStamp } from '../persona/head/own-head.ts'
import type { PersonaLibrary } from '../persona/library/persona-library.ts'
import type { PersonaService } from '../persona/persona-service.ts'
import { CONVERSATION_FPS } from './answer-face.ts'

/** The only words that a face which nobody has agreed to may say. */
const SAMPLE_SENTENCE = 'This is how I would sound. I say only what the documents say, and I show where it stands.'
/** Folder of the head that ships, as the page asks for it. */
const SHIPPED = 'head/'

export interface Sample {
  sampleRateHz: number
  pcm: Uint8Array
  frames: Uint8Array
}

export interface HeadKeeperOptions {
  library: PersonaLibrary
  intake: HeadIntake
  /** Our own engines: a look at a face asks no server. */
  synthesizer: Synthesizer
  animator: AnimationOpener
}

/** The heads of the running app: which one the page shows of whom, and avatars made elsewhere on their way in. */
export class HeadKeeper {
  constructor(private readonly options: HeadKeeperOptions) {}

  get intake(): HeadIntake {
    return this.options.intake
  }

  /** Folder of the head that stands for a persona, as the page asks for it. Its own only while consent holds: revoked, the one that ships is shown at once. */
  urlOf(persona: PersonaService): string {
    const { id, head } = persona.manifest
    const own = head === 'own' && showsFace(persona.consentState()) ? urlOfOwn(id, persona.corpus.directory) : null
    return own ?? SHIPPED
  }

  /** @param place as the URL has it: `persona`, its id, a stamp; or `preview`, the id of an avatar that was read */
  async folder([kind, id = '']: readonly string[]): Promise<string | null> {
    if (kind === 'preview') return this.intake.folder(id)
    if (kind !== 'persona') return null
    const directory = await this.options.library.directory(id).catch(() => null)
    return directory !== null && showsFace(new PackageConsent(directory).state()) ? ownHeadFolder(directory) : null
  }

  async list(): Promise<HeadEntry[]> {
    const { library } = this.options
    const entries = await library.list()
    const own = await Promise.all(
      entries.map(async ({ id, name, consent, problem }): Promise<HeadEntry | null> => {
        if (problem !== null || !showsFace(consent)) return null
        const url = urlOfOwn(id, await library.directory(id))
        return url === null ? null : { personaId: id, name, url }
      }),
    )
    return [{ personaId: null, name: 'The portrait that ships', url: SHIPPED }, ...own.filter((entry) => entry !== null)]
  }

  /** @throws `not_found` where the avatar is gone, `forbidden` for a persona that ships */
  async give(id: string, headId: string): Promise<PersonaDetail> {
    const { library, intake } = this.options
    const { folder, origin } = intake.taken(headId)
    const detail = await library.setHead(id, folder, origin)
    await intake.drop(headId)
    return detail
  }

  async sampleVoice(voice: string): Promise<Omit<Sample, 'frames'>> {
    const { pcm, sampleRateHz } = await this.speak(voice)
    return { sampleRateHz, pcm: new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength) }
  }

  /** The sentence in a voice, with the face that goes with it. */
  async sample(voice: string | undefined): Promise<Sample> {
    const { pcm, sampleRateHz, phones } = await this.speak(voice)
    const call = await this.options.animator.open({ sampleRate: sampleRateHz, fps: CONVERSATION_FPS })
    // A failure is told by the frames.
    void call.push(pcm, phones).then(() => call.end()).catch(() => undefined)
    const frames: AnimationFrame[] = []
    for await (const frame of call.frames) frames.push(frame)
    return { sampleRateHz, pcm: new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), frames: encodeFrames(frames) }
  }

  /** What lies there stays until all of the new file is written. @throws `disk_full` */
  async save(path: string, bytes: Uint8Array): Promise<void> {
    const part = `${path}.part`
    try {
      await writeFile(part, bytes)
      await rename(part, path)
    } catch (cause) {
      await rm(part, { force: true }).catch(() => undefined)
      throw new UnderstudyError('disk_full', 'The file could not be written there; choose another folder or make room on the disk.', { cause })
    }
  }

  dispose(): Promise<void> {
    return this.intake.dispose()
  }

  private async speak(voice: string | undefined): Promise<{ pcm: Int16Array; sampleRateHz: number; phones: AnimationPhone[] }> {
    const parts: Int16Array[] = []
    const phones: AnimationPhone[] = []
    let sampleRateHz = 0
    for await (const chunk of this.options.synthesizer.synthesize(SAMPLE_SENTENCE, { ...(voice === undefined ? {} : { voice }), embedded: true })) {
      sampleRateHz = chunk.sampleRateHz
      parts.push(chunk.pcm)
      phones.push(...(chunk.phones ?? []))
    }
    const pcm = new Int16Array(parts.reduce((length, part) => length + part.length, 0))
    parts.reduce((at, part) => {
      pcm.set(part, at)
      return at + part.length
    }, 0)
    return { pcm, sampleRateHz, phones }
  }
}

function urlOfOwn(id: string, directory: string): string | null {
  const stamp = ownHeadStamp(directory)
  return stamp === null ? null : `heads/persona/${id}/${stamp}/`
}
