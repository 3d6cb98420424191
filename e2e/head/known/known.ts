/**
 * Faces of known shape, to measure with what fitting finds of them:
 *
 *     npm run fit:known -- draw SEED PEOPLE FILE   photographs of people drawn by chance, and what the detector sees in them
 *     npm run fit:known -- measure FILE            how far the resting faces fitted to them are from the people's own
 */
import { readFile, writeFile } from 'node:fs/promises'
import { shippedFitModel } from '../../../renderer/head/fit/fit-test-model.ts'
import { drawKnown } from './draw-known.ts'
import type { SeenPhoto } from './people.ts'
import { restingError, type RestingError } from './resting-error.ts'

const [task, ...args] = process.argv.slice(2)

if (task === 'draw' && args.length === 3) {
  const seen = await drawKnown(Number(args[0]), Number(args[1]))
  await writeFile(args[2]!, JSON.stringify(seen))
  process.stdout.write(`${seen.length} photographs, ${seen.filter(({ mesh }) => mesh !== null).length} faces found\n`)
} else if (task === 'measure' && args.length === 1) {
  const photos = await readFile(args[0]!, 'utf8').then((text) => JSON.parse(text) as SeenPhoto[]).catch(() => null)
  if (photos) process.stdout.write(await measured(photos))
  else fail('That file holds no photographs; give one that «draw» wrote.')
} else {
  fail('Give «draw SEED PEOPLE FILE» or «measure FILE».')
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`)
  process.exitCode = 1
}

/** A line for each kind of photograph: of every error its mean and its mean size, mm. */
async function measured(photos: readonly SeenPhoto[]): Promise<string> {
  const model = await shippedFitModel()
  const errors = photos.flatMap((photo) => {
    const error = restingError(model, photo)
    return error ? [{ kind: photo.kind, error }] : []
  })
  const names = Object.keys(errors[0]?.error ?? {}) as (keyof RestingError)[]
  const cell = (of: readonly RestingError[], name: keyof RestingError): string => {
    const values = of.map((error) => error[name])
    if (name === 'nme') return mean(values).toFixed(4)
    if (name === 'shape') return mean(values).toFixed(2)
    return `${mean(values).toFixed(1)} ±${mean(values.map(Math.abs)).toFixed(1)}`
  }
  const line = (kind: string): string => {
    const of = errors.filter((entry) => kind === 'all' || entry.kind === kind).map(({ error }) => error)
    return kind.padEnd(8) + names.map((name) => cell(of, name).padStart(11)).join('')
  }
  const kinds = [...new Set(errors.map(({ kind }) => kind)), 'all']
  return `${[`${errors.length}`.padEnd(8) + names.map((name) => name.padStart(11)).join(''), ...kinds.map(line)].join('\n')}\n`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
