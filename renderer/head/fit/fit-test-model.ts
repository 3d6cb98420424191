import { readFile } from 'node:fs/promises'
import { FitModel } from './fit-model.ts'

const folder = new URL('../../../resources/head/', import.meta.url)

/** The face model that ships, for tests. */
export async function shippedFitModel(): Promise<FitModel> {
  const json = async (name: string): Promise<Record<string, unknown>> => JSON.parse(await readFile(new URL(name, folder), 'utf8')) as Record<string, unknown>
  const bytes = async (name: string): Promise<ArrayBuffer> => {
    const file = await readFile(new URL(name, folder))
    return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  }
  return FitModel.parse(await json('head.json'), await bytes('head.bin'), await json('fit.json'), await bytes('fit.bin'))
}
