import { dirname, join } from 'node:path'
import type { Embed } from '../chat-model.ts'
import { PackageConsent } from '../consent/consent-gate.ts'
import { PACKAGE } from '../package/layout.ts'
import { locate, type LibraryFolders, type Location } from './locations.ts'

export interface PersonaLibraryOptions extends LibraryFolders {
  /** Sentence vectors of the embedded model. */
  embed: Embed
  /** What is said in 16 kHz mono sound, −1…1. */
  transcribe: (samples: Float32Array) => Promise<string>
}

/** The personas of this machine: those that ship with the product, and own ones in a folder of packages. */
export class PersonaLibrary {
  constructor(private readonly options: PersonaLibraryOptions) {}

  /** @param idOrPath an id, or the path of a package directory @throws `not_found` */
  locate(idOrPath: string): Promise<Location> {
    return locate(this.options, idOrPath)
  }

  async directory(idOrPath: string): Promise<string> {
    return (await this.locate(idOrPath)).directory
  }

  /** Own packages carry their corrections; those of a bundled persona lie beside the own personas. */
  async correctionsPath(idOrPath: string): Promise<string> {
    const { id, directory, builtIn } = await this.locate(idOrPath)
    return builtIn ? join(dirname(this.options.ownDirectory), 'corrections', `${id}.json`) : join(directory, PACKAGE.corrections)
  }

  async consent(idOrPath: string): Promise<PackageConsent> {
    return new PackageConsent(await this.directory(idOrPath))
  }
}
