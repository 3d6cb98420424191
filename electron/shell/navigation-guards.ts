import { app, shell, type WebContents } from 'electron'
import { UnderstudyError } from '../contract/errors.ts'
import { isAppUrl } from './origin.ts'

/** No page of ours goes anywhere, opens anything or embeds anything. */
export function installNavigationGuards(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents))
}

function guard(contents: WebContents): void {
  contents.on('will-navigate', (details) => details.preventDefault())
  contents.on('will-frame-navigate', (details) => details.preventDefault())
  contents.on('will-redirect', (details) => {
    if (!isAppUrl(details.url)) details.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Hands an https address to the person's own browser. */
export async function openInBrowser(url: string): Promise<void> {
  const { protocol, username, password } = new URL(url)
  if (protocol !== 'https:' || username !== '' || password !== '') {
    throw new UnderstudyError('forbidden', 'Only plain https addresses are opened in the browser.')
  }
  await shell.openExternal(url)
}
