/**
 * Installed as `resources/app/main.mjs` of the fallback runtime, in place of the default_app.asar which official
 * binaries bring: takes `[-r MODULE] APP [ARGUMENTS]` from the command line and starts that app.
 */
import { app } from 'electron'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const preloads = []
let target
const args = process.argv.slice(1)
for (let index = 0; index < args.length; index += 1) {
  const argument = args[index]
  if (argument === '-r' || argument === '--require') preloads.push(args[(index += 1)])
  else if (!argument.startsWith('-')) {
    target = resolve(argument)
    break
  }
}
if (target === undefined) {
  process.stderr.write('Usage: electron [-r MODULE] APP [ARGUMENTS]\n')
  process.exit(1)
}

const require = createRequire(import.meta.url)
for (const module of preloads) require(resolve(module))

const isDirectory = existsSync(target) && statSync(target).isDirectory()
let entry = target
if (isDirectory) {
  const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
  app.setVersion(manifest.version ?? '0.0.0')
  app.setName(manifest.productName ?? manifest.name ?? 'electron')
  app.setDesktopName?.(`${app.getName()}.desktop`)
  entry = join(target, manifest.main ?? 'index.js')
}
app.setAppPath(isDirectory ? target : dirname(target))
process.defaultApp = true
await import(pathToFileURL(entry).href)
