import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { extname } from 'node:path'
import type { PathGrants } from '../contract/host.ts'

type OpenKind = 'folder' | 'documents' | 'persona'

const OPEN: Readonly<Record<OpenKind, OpenDialogOptions>> = {
  folder: { title: 'Choose a folder of texts', properties: ['openDirectory'] },
  documents: {
    title: 'Choose texts',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Texts', extensions: ['md', 'markdown', 'txt', 'pdf', 'docx', 'html', 'htm', 'srt', 'vtt'] }],
  },
  persona: { title: 'Choose a persona', properties: ['openFile'], filters: [{ name: 'Persona', extensions: ['understudy'] }] },
}

/** The system's own dialogs. What a person chose in them is remembered: only that may be read or written for the page. */
export class Dialogs implements PathGrants {
  private readonly granted = new Set<string>()

  constructor(private readonly window: () => BrowserWindow | null) {}

  has(path: string): boolean {
    return this.granted.has(path)
  }

  async open(kind: OpenKind): Promise<string[]> {
    const window = this.window()
    const { canceled, filePaths } = window
      ? await dialog.showOpenDialog(window, OPEN[kind])
      : await dialog.showOpenDialog(OPEN[kind])
    return canceled ? [] : filePaths.map((path) => this.grant(path))
  }

  async save(suggestedName: string): Promise<string | null> {
    const extension = extname(suggestedName).slice(1)
    const options = {
      defaultPath: suggestedName,
      filters: extension ? [{ name: extension.toUpperCase(), extensions: [extension] }] : [],
    }
    const window = this.window()
    const { canceled, filePath } = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options)
    return canceled || !filePath ? null : this.grant(filePath)
  }

  private grant(path: string): string {
    this.granted.add(path)
    return path
  }
}
