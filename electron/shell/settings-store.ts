import { readFile, rename } from 'node:fs/promises'
import { UnderstudyError, type ErrorShape } from '../contract/errors.ts'
import type { SettingsAccess, Unsubscribe } from '../contract/host.ts'
import {
  settingsPatchSchema,
  settingsSchema,
  type Settings,
  type SettingsPatch,
} from '../contract/settings.ts'
import { writeFileAtomically } from '../base/atomic-file.ts'

type ChangeListener = (settings: Settings, previous: Settings) => void

/** Settings in a JSON file. A file that cannot be understood is kept beside, and the defaults apply. */
export class SettingsStore implements SettingsAccess {
  private readonly listeners = new Set<ChangeListener>()
  private writes: Promise<void> = Promise.resolve()

  private constructor(
    private readonly file: string,
    private settings: Settings,
    /** To be shown once: what happened to an unreadable file. */
    readonly notice: ErrorShape | null,
  ) {}

  static async open(file: string): Promise<SettingsStore> {
    let content: string
    try {
      content = await readFile(file, 'utf8')
    } catch {
      return new SettingsStore(file, settingsSchema.parse({}), null)
    }
    const parsed = settingsSchema.safeParse(parseJson(content))
    if (parsed.success) return new SettingsStore(file, parsed.data, null)
    const aside = file.replace(/\.json$/, `.unreadable-${Date.now()}.json`)
    await rename(file, aside).catch(() => undefined)
    const notice = new UnderstudyError(
      'store_unavailable',
      `Your settings could not be read, so the defaults apply; the old file is kept as ${aside}.`,
    )
    return new SettingsStore(file, settingsSchema.parse({}), notice.toShape())
  }

  get current(): Settings {
    return this.settings
  }

  /** Takes effect at once; resolves when it is on disk. */
  async update(patch: SettingsPatch): Promise<Settings> {
    const previous = this.settings
    const settings = settingsSchema.parse({ ...previous, ...settingsPatchSchema.parse(patch) })
    this.settings = settings
    this.listeners.forEach((listener) => listener(settings, previous))
    const write = this.writes.then(() =>
      writeFileAtomically(this.file, JSON.stringify(this.settings, null, 2)),
    )
    this.writes = write.catch(() => undefined)
    try {
      await write
    } catch (cause) {
      throw new UnderstudyError(
        'disk_full',
        'The setting applies until you quit but could not be saved; make room on the disk.',
        { cause },
      )
    }
    return settings
  }

  onChange(listener: ChangeListener): Unsubscribe {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
