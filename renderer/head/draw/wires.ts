import { BufferAttribute, BufferGeometry, LineSegments, type Mesh, type RawShaderMaterial, type Scene } from 'three'

/** The edges of meshes in place of their surfaces, each drawn by its own material. Made when they are first wanted. */
export class Wires {
  private lines: LineSegments[] | null = null

  constructor(
    private readonly scene: Scene,
    private readonly meshes: readonly Mesh<BufferGeometry, RawShaderMaterial>[],
  ) {}

  show(on: boolean): void {
    if (on) this.lines ??= this.meshes.map((mesh) => this.edgesOf(mesh))
    for (const mesh of this.meshes) mesh.visible = !on
    for (const line of this.lines ?? []) line.visible = on
  }

  dispose(): void {
    for (const line of this.lines ?? []) line.geometry.dispose()
  }

  private edgesOf({ geometry, material, renderOrder }: Mesh<BufferGeometry, RawShaderMaterial>): LineSegments {
    const { start, count } = geometry.drawRange
    const corners = geometry.index!.array.subarray(start, start + count)
    const edges = new Uint32Array(2 * corners.length)
    for (let i = 0; i < corners.length; i += 3) {
      const [a, b, c] = [corners[i]!, corners[i + 1]!, corners[i + 2]!]
      edges.set([a, b, b, c, c, a], 2 * i)
    }
    const shared = new BufferGeometry()
    for (const [name, attribute] of Object.entries(geometry.attributes)) shared.setAttribute(name, attribute)
    shared.setIndex(new BufferAttribute(edges, 1))
    shared.setDrawRange(0, edges.length)
    const lines = new LineSegments(shared, material)
    lines.frustumCulled = false
    lines.renderOrder = renderOrder
    this.scene.add(lines)
    return lines
  }
}
