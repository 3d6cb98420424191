/** As much of the Trusted Types API as the page uses; TypeScript's DOM library does not describe it yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string; createScriptURL(url: string): string },
  ): unknown
}

/**
 * Nothing here writes HTML, and scripts come from the app's own origin only. The policy has to be called `default`
 * because bundled libraries hand plain strings to the browser.
 */
export function installTrustedTypes(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  trustedTypes?.createPolicy('default', {
    createHTML() {
      throw new TypeError('This page writes no HTML.')
    },
    createScriptURL(url) {
      if (new URL(url, location.href).origin !== location.origin) throw new TypeError('Scripts come from the app itself.')
      return url
    },
  })
}
