import type { SplatAvatarFile } from '../../../contract/avatar.ts'
import { coefficientShapes } from '../coefficient-shapes.ts'
import { frameFace } from '../face-frame.ts'
import { bakeGltf } from '../gltf/bake.ts'
import { damaged, parseGlb } from '../gltf/container.ts'
import { inOurUnits } from '../mesh-pack.ts'
import { AVATAR_BIN, BinWriter, channelsOf, MOST_UNKNOWN, type AvatarPack } from '../pack.ts'
import { requireSpeakable } from '../speakable-shapes.ts'
import { withMouthCavity } from './mouth-cavity.ts'
import { readSplats } from './ply.ts'

/** A LAM avatar in our format: each Gaussian rides on the vertex of the same number. @throws `persona_invalid` */
export function packLam(skin: Uint8Array, ply: Uint8Array): AvatarPack {
  const baked = bakeGltf(parseGlb(skin))
  const splats = readSplats(ply)
  const vertices = baked.positions.length / 3
  if (splats.count !== vertices) throw damaged(`has ${splats.count} splats for ${vertices} vertices; export the avatar again`)
  requireSpeakable(baked)
  // Hair may stand far off the mesh: the picture is framed by what is seen.
  const seen = { ...baked, positions: baked.positions.map((value, i) => value + splats.offsets[i]!) }
  const frame = frameFace(seen)
  const mesh = inOurUnits(seen, frame)
  const packed = withMouthCavity(
    {
      positions: mesh.positions,
      covariances: splats.covariances.map((value) => value * frame.scale ** 2),
      colors: splats.colors,
      follow: Uint8Array.from(mesh.follow!, (value) => Math.round(255 * value)),
    },
    coefficientShapes(mesh.bindings, mesh.positions, mesh.eye, frame),
  )
  const bin = new BinWriter()
  const file: SplatAvatarFile = {
    kind: 'splats',
    version: 1,
    bin: AVATAR_BIN,
    vertices: packed.splats.follow.length,
    pivot: frame.pivot,
    eyes: frame.eyes,
    camera: frame.camera,
    light: frame.light,
    attributes: {
      position: bin.add(packed.splats.positions),
      follow: bin.add(packed.splats.follow),
      color: bin.add(packed.splats.colors),
      covariance: bin.add(packed.splats.covariances),
    },
    morphs: packed.shapes.map((shape) => bin.addShape(shape)),
  }
  return {
    file,
    bin: bin.bytes(),
    images: [],
    report: { kind: 'lam', ...channelsOf(file.morphs), unknown: baked.unknownShapes.slice(0, MOST_UNKNOWN), triangles: null, splats: file.vertices, eyes: false },
  }
}
