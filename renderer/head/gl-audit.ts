/** What one WebGL context was asked to do. */
export interface GlCounts {
  drawCalls: number
  /** Bytes handed to the context: vertex data, pixels, uniforms. */
  uploadBytes: number
}

/** Counts at the context itself, so that nothing in between can leave anything out. */
export function auditGl(gl: WebGL2RenderingContext): GlCounts {
  const counts: GlCounts = { drawCalls: 0, uploadBytes: 0 }
  const wrapped = gl as unknown as Record<string, (...given: unknown[]) => unknown>
  const names = Object.getOwnPropertyNames(WebGL2RenderingContext.prototype)
  const wrap = (pattern: RegExp, note: (given: readonly unknown[], name: string) => void): void => {
    for (const name of names.filter((known) => pattern.test(known))) {
      const original = wrapped[name]!.bind(gl)
      wrapped[name] = (...given) => {
        note(given, name)
        return original(...given)
      }
    }
  }
  wrap(/^draw(Arrays|Elements|RangeElements)/, () => counts.drawCalls++)
  wrap(/^(bufferData|bufferSubData|(compressed)?TexImage|(compressed)?TexSubImage|texImage|texSubImage)/i, (given) => {
    counts.uploadBytes += given.reduce((sum: number, value) => sum + sizeOf(value), 0)
  })
  wrap(/^uniform(Matrix)?\d/, (given, name) => {
    const vector = given.reduce((sum: number, value) => sum + sizeOf(value), 0)
    counts.uploadBytes += vector > 0 ? vector : 4 * Number(/\d/.exec(name)![0])
  })
  return counts
}

/** From now on its commands do nothing, so that what remains of a frame is script alone. For good: what was drawn and bound meanwhile is missing. */
export function muteGl(gl: WebGL2RenderingContext): void {
  const muted = gl as unknown as Record<string, unknown>
  const commands = /^(draw|uniform|bind|use|enable|disable|clear|depth|blend|color|cull|front|scissor|viewport|stencil|polygon|blit|active|vertexAttrib|buffer|tex|pixelStorei|invalidate|flush)/
  for (const name of Object.getOwnPropertyNames(WebGL2RenderingContext.prototype)) {
    // Beside the methods there are the sizes of the drawing buffer.
    if (commands.test(name) && typeof muted[name] === 'function') muted[name] = () => undefined
  }
}

/** Bytes of an array, or of a picture as four bytes a pixel. */
function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength
  if (Array.isArray(value)) return 4 * value.length
  if (value instanceof ImageBitmap || value instanceof HTMLCanvasElement || value instanceof OffscreenCanvas) return 4 * value.width * value.height
  return 0
}
