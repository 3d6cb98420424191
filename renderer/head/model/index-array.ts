/** Vertex numbers: 16 bits where they fit. */
export type IndexArray = Uint16Array | Uint32Array

/** An array of the type of `like`. */
export function indexArrayLike<T extends IndexArray>(like: T, length: number): T {
  return (like instanceof Uint16Array ? new Uint16Array(length) : new Uint32Array(length)) as T
}
