import { drivesOf, VOCABULARIES, type Drive } from '../expression-names.ts'
import type { Gltf } from './schema.ts'

/** A name under which one morph target of a mesh is known, with the share in which that name uses it. */
interface Naming {
  readonly name: string
  readonly weight: number
  /** Named by a VRM expression; those may put several targets together. */
  readonly expression: boolean
}

export interface NamedDrive extends Drive {
  readonly rank: number
}

/** Which coefficients each morph target of each mesh is moved by. */
export class ShapeNames {
  private readonly namings = new Map<string, Naming[]>()
  readonly unknown = new Set<string>()
  /** Morph targets of the whole file, named or not. */
  targets = 0

  constructor(private readonly json: Gltf) {
    json.meshes.forEach((mesh, m) => {
      for (const primitive of mesh.primitives) this.targets += primitive.targets.length
      const names = mesh.extras?.targetNames ?? mesh.primitives[0]?.extras?.targetNames ?? []
      names.forEach((name, t) => this.add(m, t, { name, weight: 1, expression: false }))
    })
    for (const { name, presetName, binds } of json.extensions.VRM?.blendShapeMaster?.blendShapeGroups ?? []) {
      const known = presetName !== '' && presetName !== 'unknown' ? presetName : name
      for (const { mesh, index, weight } of binds) this.add(mesh, index, { name: known, weight: weight / 100, expression: true })
    }
    const expressions = json.extensions.VRMC_vrm?.expressions
    for (const [name, { morphTargetBinds }] of Object.entries({ ...expressions?.custom, ...expressions?.preset })) {
      for (const { node, index, weight } of morphTargetBinds) {
        const mesh = json.nodes[node]?.mesh
        if (mesh !== undefined) this.add(mesh, index, { name, weight, expression: true })
      }
    }
  }

  nameOf(mesh: number, target: number): string {
    return this.namings.get(`${mesh}:${target}`)?.[0]?.name ?? `target ${target}`
  }

  drives(mesh: number, target: number): NamedDrive[] {
    const namings = this.namings.get(`${mesh}:${target}`) ?? []
    const drives = namings.flatMap(({ name, weight, expression }) => {
      const known = drivesOf(name)
      if (!known) return []
      // Names of targets are Apple's more surely than an expression's; of everything else the expression is what its maker meant.
      const preference = known.vocabulary === 'arkit' ? (expression ? 1 : 0) : expression ? 0 : 1
      const rank = 2 * VOCABULARIES.indexOf(known.vocabulary) + preference
      return known.drives.map((drive) => ({ ...drive, weight: drive.weight * weight, rank }))
    })
    if (namings[0] && !namings.some(({ name }) => drivesOf(name) !== null)) this.unknown.add(namings[0].name)
    return drives
  }

  private add(mesh: number, target: number, naming: Naming): void {
    if (this.json.meshes[mesh] === undefined) return
    const key = `${mesh}:${target}`
    const list = this.namings.get(key)
    if (list) list.push(naming)
    else this.namings.set(key, [naming])
  }
}
