import { roleOf, type BoneRole } from '../bone-names.ts'
import type { Bones } from '../baked.ts'
import type { GltfScene } from './scene.ts'

/** Share in which the neck turns with the head. */
const NECK_FOLLOWS = 0.45

/** Head, neck and eyes among the nodes of a model: what VRM names outright, else what names suggest. */
export class Skeleton {
  private readonly roles = new Map<number, BoneRole>()
  /** Of each node, its own or that of what it hangs on. */
  private readonly inherited = new Map<number, BoneRole | null>()
  private readonly depths = new Map<number, number>()

  constructor(private readonly scene: GltfScene) {
    const { extensions, nodes } = scene.file.json
    const named = namedBones(extensions)
    for (const index of scene.world.keys()) {
      const role = named.get(index) ?? (named.size > 0 ? null : roleOf(nodes[index]!.name))
      // Of several of a kind the one that is nearest to the root is the bone; a mesh called «Head» is none.
      if (role && (nodes[index]!.mesh === undefined || role === 'leftEye' || role === 'rightEye')) this.roles.set(index, role)
      // Parents come first.
      const parent = scene.parents.get(index)
      this.depths.set(index, parent === undefined ? 0 : this.depths.get(parent)! + 1)
      this.inherited.set(index, this.roles.get(index) ?? (parent === undefined ? null : this.inherited.get(parent)!))
    }
  }

  get bones(): Bones {
    return { head: this.place('head'), leftEye: this.place('leftEye'), rightEye: this.place('rightEye') }
  }

  /** Whether anything tells what turns with the head. */
  get hasHead(): boolean {
    return this.place('head') !== null
  }

  /** How much what hangs on this node turns with the head, 0–1. */
  follow(node: number): number {
    const role = this.inherited.get(node) ?? null
    return role === null ? 0 : role === 'neck' ? NECK_FOLLOWS : 1
  }

  /** 1 for what hangs on the left eye, 2 on the right, 0 else. */
  eye(node: number): 0 | 1 | 2 {
    const role = this.inherited.get(node)
    return role === 'leftEye' ? 1 : role === 'rightEye' ? 2 : 0
  }

  private place(role: BoneRole): [number, number, number] | null {
    let best: { depth: number; place: [number, number, number] } | null = null
    for (const [index, found] of this.roles) {
      if (found !== role) continue
      const depth = this.depths.get(index)!
      const world = this.scene.world.get(index)!
      // A part whose node stands at the origin says nothing about where it turns.
      if (this.scene.file.json.nodes[index]!.mesh !== undefined && world[12] === 0 && world[13] === 0 && world[14] === 0) continue
      if (!best || depth < best.depth) best = { depth, place: [world[12]!, world[13]!, world[14]!] }
    }
    return best?.place ?? null
  }
}

const VRM_ROLES: Readonly<Record<string, BoneRole>> = { head: 'head', neck: 'neck', leftEye: 'leftEye', rightEye: 'rightEye' }

function namedBones({ VRM, VRMC_vrm }: GltfScene['file']['json']['extensions']): Map<number, BoneRole> {
  const pairs: [string, number][] = [
    ...(VRM?.humanoid?.humanBones.map(({ bone, node }): [string, number] => [bone, node]) ?? []),
    ...Object.entries(VRMC_vrm?.humanoid?.humanBones ?? {}).map(([bone, { node }]): [string, number] => [bone, node]),
  ]
  return new Map(pairs.flatMap(([bone, node]) => (VRM_ROLES[bone] ? [[node, VRM_ROLES[bone]] as const] : [])))
}
