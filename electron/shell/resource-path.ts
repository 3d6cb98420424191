import { lstat, realpath } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { HEAD_FILE } from '../contract/avatar.ts'
import { APP_HOST, APP_SCHEME } from './origin.ts'

export const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const IMAGE_EXTENSIONS = new Set(['.png', '.jpg', '.webp'])

export interface ResourceRoots {
  /** Built page: everything in it may be served. */
  renderer: string
  /** Data that ships: only head/, icons/ and the images of personas/ may be served. */
  resources: string
  /** Folder of a head that does not ship, by what the URL has between `heads/` and the file's name; null: none that may be shown. */
  head(place: readonly string[]): Promise<string | null>
}

export interface ServedFile {
  path: string
  mimeType: string
}

/**
 * The file that a URL of our scheme names, or null where it names none that may be read.
 * Segments are taken literally: dots, encoded separators, hidden files and links of any kind are refused.
 */
export async function resolveServedFile(url: string, roots: ResourceRoots): Promise<ServedFile | null> {
  const segments = urlSegments(url)
  if (segments === null) return null
  const last = segments[segments.length - 1] as string
  const extension = extname(last).toLowerCase()
  const mimeType = MIME_TYPES[extension]
  if (mimeType === undefined) return null
  const place = await placeOf(segments, extension, roots)
  if (place === null) return null
  try {
    const expected = join(await realpath(place.root), ...place.path)
    // A link anywhere below the root makes the real path differ.
    if ((await realpath(expected)) !== expected || !(await lstat(expected)).isFile()) return null
    return { path: expected, mimeType }
  } catch {
    return null
  }
}

function urlSegments(url: string): string[] | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, pathname } = new URL(url)
  if (protocol !== `${APP_SCHEME}:` || host !== APP_HOST) return null
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  // An encoded separator would become one only now, and a second layer of encoding is never ours.
  if (/%(?:2f|5c|25|00)/i.test(pathname) || /[\\\0:]/.test(decoded)) return null
  const segments = decoded.split('/').slice(1)
  return segments.every((segment) => segment !== '' && !segment.startsWith('.')) ? segments : null
}

/** Where to look, and the path from there. */
async function placeOf(segments: string[], extension: string, roots: ResourceRoots): Promise<{ root: string; path: string[] } | null> {
  if (segments[0] === 'heads') {
    const file = segments[segments.length - 1] as string
    const root = HEAD_FILE.test(file) ? await roots.head(segments.slice(1, -1)) : null
    return root === null ? null : { root, path: [file] }
  }
  const root = rootFor(segments, extension, roots)
  return root === null ? null : { root, path: segments }
}

function rootFor(segments: string[], extension: string, roots: ResourceRoots): string | null {
  switch (segments[0]) {
    case 'head':
    case 'icons':
      return roots.resources
    case 'personas':
      return IMAGE_EXTENSIONS.has(extension) ? roots.resources : null
    default:
      return roots.renderer
  }
}
