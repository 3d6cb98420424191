import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UnderstudyError } from '../../../contract/errors.ts'
import { gltfSchema, type Gltf } from './schema.ts'

const MAGIC = 0x46546c67
const CHUNK_JSON = 0x4e4f534a
const CHUNK_BIN = 0x004e4942
const MOST_JSON_BYTES = 32 * 1024 * 1024
const MOST_SIBLING_BYTES = 160 * 1024 * 1024

/** Extensions without which the numbers or pictures of a file cannot be read here, and what to do about each. */
const UNREADABLE: Readonly<Record<string, string>> = {
  KHR_draco_mesh_compression: 'is packed with Draco; export it without compression',
  EXT_meshopt_compression: 'is packed with meshopt; export it without compression',
  KHR_meshopt_compression: 'is packed with meshopt; export it without compression',
  KHR_texture_basisu: 'has KTX2 textures; export it with PNG or JPEG textures',
}

/** A glTF file with its binary data. */
export interface GltfFile {
  readonly json: Gltf
  readonly buffers: readonly Uint8Array[]
}

export function isGlb(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && view(bytes).getUint32(0, true) === MAGIC
}

/** @throws `persona_invalid` */
export function parseGlb(bytes: Uint8Array): GltfFile {
  const data = view(bytes)
  if (data.getUint32(4, true) !== 2) throw damaged('is of an old version of glTF; export it as glTF 2.0')
  let text: string | null = null
  let bin: Uint8Array | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = data.getUint32(at, true)
    const type = data.getUint32(at + 4, true)
    if (at + 8 + length > bytes.length) throw cutOff()
    const chunk = bytes.subarray(at + 8, at + 8 + length)
    if (type === CHUNK_JSON && text === null) text = decode(chunk)
    else if (type === CHUNK_BIN && bin === null) bin = chunk
    at += 8 + length + ((4 - (length % 4)) % 4)
  }
  if (text === null) throw cutOff()
  const json = parseJson(text)
  const buffers = json.buffers.map(({ uri }, i) => (uri !== undefined ? inside(uri) : i === 0 && bin ? bin : new Uint8Array()))
  for (const image of json.images) if (image.uri !== undefined) intoData(json, buffers, image, inside(image.uri))
  return { json, buffers }
}

/** A .gltf file: JSON, its data inside it or in files beside it. @throws `persona_invalid`, `too_large` */
export async function readGltf(path: string, bytes: Uint8Array): Promise<GltfFile> {
  const json = parseJson(decode(bytes))
  let total = 0
  const beside = async (uri: string): Promise<Uint8Array> => {
    if (uri.startsWith('data:')) return dataUri(uri)
    const name = fileNameOf(uri)
    // Only files in the same folder: a model has no business with any other.
    if (/[/\\:]|^\./.test(name)) throw damaged('wants files from other folders; export it as one .glb file')
    const content = await readFile(join(dirname(path), name)).catch((cause: unknown) => {
      throw damaged(`lacks its file «${name.slice(0, 60)}»; put it beside the model, or export it as one .glb file`, cause)
    })
    total += content.length
    if (total > MOST_SIBLING_BYTES) throw new UnderstudyError('too_large', 'The model has more than 160 MB of data; export a smaller one.')
    return content
  }
  const buffers: Uint8Array[] = []
  for (const { uri } of json.buffers) buffers.push(uri === undefined ? new Uint8Array() : await beside(uri))
  // Pictures become part of the data, so that the rest need not know where they came from.
  for (const image of json.images) {
    if (image.uri === undefined) continue
    intoData(json, buffers, image, await beside(image.uri))
  }
  return { json, buffers }
}

function intoData(json: Gltf, buffers: Uint8Array[], image: Gltf['images'][number], content: Uint8Array): void {
  json.bufferViews.push({ buffer: buffers.length, byteOffset: 0, byteLength: content.length })
  json.buffers.push({ byteLength: content.length })
  buffers.push(content)
  image.bufferView = json.bufferViews.length - 1
  delete image.uri
}

function fileNameOf(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch (cause) {
    throw damaged('is damaged (the name of a file); export it as one .glb file', cause)
  }
}

/** Why a file that needs this extension is refused. */
export function unreadable(extension: keyof typeof UNREADABLE): UnderstudyError {
  return damaged(UNREADABLE[extension]!)
}

function parseJson(text: string): Gltf {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged('is damaged; export it again', cause)
  }
  const parsed = gltfSchema.safeParse(value)
  if (!parsed.success) throw damaged(`is damaged (${parsed.error.issues[0]?.path.join('.') ?? 'structure'}); export it again`, parsed.error)
  for (const name of parsed.data.extensionsRequired) {
    if (UNREADABLE[name] !== undefined) throw unreadable(name)
  }
  return parsed.data
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > MOST_JSON_BYTES) throw new UnderstudyError('too_large', 'The description of the model is larger than 32 MB; export a smaller one.')
  return new TextDecoder().decode(bytes)
}

/** What a .glb has by address; its files beside it do not come along. */
function inside(uri: string): Uint8Array {
  if (!uri.startsWith('data:')) throw damaged('keeps its data in other files; export it as one .glb file with everything in it')
  return dataUri(uri)
}

function dataUri(uri: string): Uint8Array {
  const match = /^data:[^,]*;base64,/.exec(uri)
  if (!match) throw damaged('has data in a form that cannot be read; export it as one .glb file')
  return Buffer.from(uri.slice(match[0].length), 'base64')
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function cutOff(): UnderstudyError {
  return damaged('was cut off or is damaged; export or download it again')
}

/** @param problem end of a sentence that begins with «The model» */
export function damaged(problem: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('persona_invalid', `The model ${problem}.`, { cause })
}
