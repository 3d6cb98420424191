import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { HeadModel } from './head-model.ts'

/** A head with the images it names, decoded and premultiplied, first row at the bottom. */
export interface HeadAssets {
  readonly model: HeadModel
  readonly images: ReadonlyMap<string, ImageBitmap>
}

/** Image files a head names: of its materials and of its portrait. */
export function imageNames(model: HeadModel): string[] {
  const names = new Set<string>()
  for (const material of Object.values(model.file.materials)) {
    for (const name of [material.lit, material.litSmile, material.albedo, material.normal, material.alpha]) {
      if (name !== undefined) names.add(name)
    }
  }
  for (const layer of model.file.portrait.layers) names.add(layer.image)
  return [...names]
}

/** A file of a head. @throws UnderstudyError `not_found`, `cancelled` */
export async function fetchFile(url: URL, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal: signal ?? null }).catch((cause: unknown) => {
    if (signal?.aborted) throw UnderstudyError.from(cause)
    throw new UnderstudyError('not_found', 'The head model could not be read; install it again.', { cause })
  })
  if (!response.ok) throw new UnderstudyError('not_found', 'A file of the head model is missing; install it again.')
  return response
}

/** What head.json in the folder `baseUrl` (with a trailing slash) says. @throws UnderstudyError as {@link loadHead} */
export async function loadHeadJson(baseUrl: string, signal?: AbortSignal): Promise<unknown> {
  return (await fetchFile(new URL('head.json', baseUrl), signal)).json().catch((cause: unknown) => {
    throw new UnderstudyError('persona_invalid', 'The head model is damaged (head.json); install it again.', { cause })
  })
}

/**
 * Reads the portrait head in the folder `baseUrl` (with a trailing slash).
 * @param json its head.json
 * @throws UnderstudyError `not_found`, `persona_invalid` or `cancelled`.
 */
export async function loadHead(json: unknown, baseUrl: string, signal?: AbortSignal): Promise<HeadAssets> {
  const binName = (json as { bin?: unknown } | null)?.bin
  const binUrl = new URL(typeof binName === 'string' ? binName : 'head.bin', baseUrl)
  const bin = await (await fetchFile(binUrl, signal)).arrayBuffer()
  const model = HeadModel.parse(json, bin)
  const images = await Promise.all(
    imageNames(model).map(async (name) => {
      const blob = await (await fetchFile(new URL(name, baseUrl), signal)).blob()
      const bitmap = await createImageBitmap(blob, {
        imageOrientation: 'flipY',
        premultiplyAlpha: 'premultiply',
        colorSpaceConversion: 'none',
      }).catch((cause: unknown) => {
        throw new UnderstudyError('persona_invalid', `The head model is damaged (${name}); install it again.`, { cause })
      })
      return [name, bitmap] as const
    }),
  )
  return { model, images: new Map(images) }
}
