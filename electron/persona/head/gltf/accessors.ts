import { AVATAR_LIMITS } from '../../../contract/avatar.ts'
import { damaged, unreadable, type GltfFile } from './container.ts'

const COMPONENTS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }
/** Bytes, reader and largest value (for normalised integers) by glTF's component type. */
const TYPES: Readonly<Record<number, { bytes: number; read(view: DataView, at: number): number; most: number }>> = {
  5120: { bytes: 1, read: (view, at) => view.getInt8(at), most: 127 },
  5121: { bytes: 1, read: (view, at) => view.getUint8(at), most: 255 },
  5122: { bytes: 2, read: (view, at) => view.getInt16(at, true), most: 32767 },
  5123: { bytes: 2, read: (view, at) => view.getUint16(at, true), most: 65535 },
  5125: { bytes: 4, read: (view, at) => view.getUint32(at, true), most: 4294967295 },
  5126: { bytes: 4, read: (view, at) => view.getFloat32(at, true), most: 1 },
}
const MOST_ELEMENTS = 3 * AVATAR_LIMITS.triangles

/** Reads the numbers of accessors, never beyond the data that is there. */
export class Accessors {
  constructor(private readonly file: GltfFile) {}

  /** Number of elements of one. @throws `persona_invalid` */
  count(index: number): number {
    return this.entry(index).count
  }

  /** Numbers in an element. */
  width(index: number): number {
    return COMPONENTS[this.entry(index).type] ?? 0
  }

  /**
   * All numbers of an accessor, element by element; normalised integers as −1…1.
   * @param type what it has to be
   * @throws `persona_invalid`
   */
  read(index: number, type: string): Float32Array | Float64Array {
    const entry = this.entry(index)
    if (entry.type !== type) throw damaged('is damaged (numbers of the wrong kind); export it again')
    const width = COMPONENTS[type]!
    // Indices up to 2³² do not fit a float; everything else was one.
    const out = entry.componentType === 5125 ? new Float64Array(entry.count * width) : new Float32Array(entry.count * width)
    if (entry.bufferView !== undefined) this.fill(out, entry.bufferView, entry.byteOffset, entry.count, width, entry.componentType, entry.normalized)
    if (entry.sparse) {
      const { count, indices, values } = entry.sparse
      if (count > entry.count) throw damaged('is damaged (more changes than numbers); export it again')
      const at = new Float64Array(count)
      this.fill(at, indices.bufferView, indices.byteOffset, count, 1, indices.componentType, false)
      const changed = new Float64Array(count * width)
      this.fill(changed, values.bufferView, values.byteOffset, count, width, entry.componentType, entry.normalized)
      for (let i = 0; i < count; i++) {
        if (at[i]! >= entry.count) throw damaged('is damaged (a change outside its numbers); export it again')
        for (let c = 0; c < width; c++) out[at[i]! * width + c] = changed[i * width + c]!
      }
    }
    for (const value of out) if (!Number.isFinite(value)) throw damaged('has numbers that are none; export it again')
    return out
  }

  /** Bytes of a buffer view, as they lie there. @throws `persona_invalid` */
  bytes(bufferView: number): Uint8Array {
    const view = this.file.json.bufferViews[bufferView]
    const buffer = view && this.file.buffers[view.buffer]
    // Named as required by careful exporters only; then nothing lies where the numbers would be.
    if (buffer?.length === 0 && Object.keys(view?.extensions ?? {}).some((name) => name.endsWith('meshopt_compression'))) throw unreadable('EXT_meshopt_compression')
    if (!view || !buffer || view.byteOffset + view.byteLength > buffer.length) throw damaged('was cut off or is damaged; export or download it again')
    return buffer.subarray(view.byteOffset, view.byteOffset + view.byteLength)
  }

  private entry(index: number): GltfFile['json']['accessors'][number] {
    const entry = this.file.json.accessors[index]
    if (!entry) throw damaged('is damaged (numbers are missing); export it again')
    if (entry.count > MOST_ELEMENTS) throw damaged(`has more than ${AVATAR_LIMITS.triangles} triangles; reduce it and export it again`)
    return entry
  }

  private fill(out: Float32Array | Float64Array, bufferView: number, byteOffset: number, count: number, width: number, componentType: number, normalized: boolean): void {
    const type = TYPES[componentType]
    if (!type) throw damaged('is damaged (numbers of an unknown kind); export it again')
    const bytes = this.bytes(bufferView)
    const stride = this.file.json.bufferViews[bufferView]!.byteStride ?? type.bytes * width
    if (count > 0 && byteOffset + (count - 1) * stride + width * type.bytes > bytes.length) throw damaged('was cut off or is damaged; export or download it again')
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const scale = normalized ? 1 / type.most : 1
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < width; c++) out[i * width + c] = type.read(view, byteOffset + i * stride + c * type.bytes) * scale
    }
  }
}
