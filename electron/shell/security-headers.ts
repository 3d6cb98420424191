/**
 * Policies that the page creates: renderer/head loads its worker through one; `default` (renderer/app/trusted-types.ts)
 * refuses all markup and every script that is not ours.
 */
const TRUSTED_TYPES_POLICIES = ['head-worker', 'default']

/** The worker that fits heads to photographs: its face detector is WebAssembly, which nothing else in the page may compile. */
const DETECTING_WORKER = /^\/assets\/fit-worker-[\w-]+\.js$/

/** Nothing is allowed but what is named: no remote origin, no inline script or style, no eval. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${TRUSTED_TYPES_POLICIES.join(' ')}`,
].join('; ')

/** Sent with every response, since workers take their policy from their own script. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
}

/** Headers of the file at `pathname` of our scheme. */
export function securityHeadersOf(pathname: string): Readonly<Record<string, string>> {
  if (!DETECTING_WORKER.test(pathname)) return SECURITY_HEADERS
  return { ...SECURITY_HEADERS, 'content-security-policy': CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") }
}
