import type { FittedHead } from '../fit-head.ts'
import type { FitModel } from '../fit-model.ts'
import { IMAGES, writeHead } from './write-head.ts'

/**
 * A fitted head with another person's face in its photograph: the opposite shape, the skin and eyes of the head that
 * ships. What likeness is measured against.
 */
export async function otherFace(model: FitModel, head: FittedHead): Promise<Map<string, Blob>> {
  const { json, bin } = writeHead(model, { ...head.parts, identity: head.parts.identity.map((value) => -value) })
  const files = new Map(head.files)
  files.set('head.json', new Blob([JSON.stringify(json)], { type: 'application/json' }))
  files.set('head.bin', new Blob([bin]))
  for (const name of [IMAGES.skin, IMAGES.eye]) files.set(name, await model.file(name))
  return files
}
