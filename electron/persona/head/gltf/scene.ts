import { type Accessors } from './accessors.ts'
import { damaged, type GltfFile } from './container.ts'
import { multiply, nodeMatrix, type Mat4 } from './matrices.ts'

/** Nodes of the scene that is shown, with where each of them is in the pose the file was saved in. */
export class GltfScene {
  /** Of every node that is part of the scene. */
  readonly world = new Map<number, Mat4>()
  readonly parents = new Map<number, number>()

  constructor(
    readonly file: GltfFile,
    private readonly accessors: Accessors,
  ) {
    const { scenes, scene = 0, nodes } = file.json
    const children = new Set(nodes.flatMap((node) => node.children))
    const roots = scenes[scene]?.nodes ?? nodes.map((_, i) => i).filter((i) => !children.has(i))
    // Not by recursion: a hostile file may nest as deep as it likes.
    const waiting = roots.map((index) => ({ index, parent: null as number | null }))
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { index, parent } = next
      const node = nodes[index]
      if (!node || this.world.has(index)) throw damaged('is damaged (its parts contain each other); export it again')
      const local = nodeMatrix(node)
      this.world.set(index, parent === null ? local : multiply(this.world.get(parent)!, local))
      if (parent !== null) this.parents.set(index, parent)
      for (const child of node.children) waiting.push({ index: child, parent: index })
    }
  }

  /** For each joint of a skin, what moves a vertex from where it was bound to where it is. */
  jointMatrices(skin: number): Mat4[] {
    const entry = this.file.json.skins[skin]
    if (!entry) throw damaged('is damaged (a skeleton is missing); export it again')
    const inverse = entry.inverseBindMatrices === undefined ? null : this.accessors.read(entry.inverseBindMatrices, 'MAT4')
    if (inverse && inverse.length < 16 * entry.joints.length) throw damaged('is damaged (a skeleton is cut short); export it again')
    return entry.joints.map((joint, i) => {
      const world = this.world.get(joint)
      if (!world) throw damaged('is damaged (a bone is missing); export it again')
      return inverse ? multiply(world, Array.from(inverse.subarray(16 * i, 16 * i + 16))) : world
    })
  }
}
