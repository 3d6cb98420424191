import type { DrawnHead, LoadedHead } from './draw/drawn-head.ts'
import { HeadScene } from './draw/head-scene.ts'
import { AvatarMeshScene } from './avatar/mesh-scene.ts'
import { SplatScene } from './avatar/splat-scene.ts'
import { loadAvatar } from './avatar/load-avatar.ts'
import { loadHead, loadHeadJson } from './model/load-head.ts'

/**
 * Reads the head in the folder `baseUrl` (with a trailing slash): our own portrait, or one that was made elsewhere.
 * @throws UnderstudyError `not_found`, `persona_invalid` or `cancelled`.
 */
export async function openHead(baseUrl: string, signal?: AbortSignal): Promise<LoadedHead> {
  const json = await loadHeadJson(baseUrl, signal)
  if (typeof (json as { kind?: unknown } | null)?.kind === 'string') {
    const avatar = await loadAvatar(json, baseUrl, signal)
    return {
      draw: (tier): Promise<DrawnHead> => (avatar.kind === 'mesh' ? AvatarMeshScene.create(avatar, tier) : Promise.resolve(new SplatScene(avatar, tier))),
      dispose: () => {
        if (avatar.kind === 'mesh') for (const image of avatar.images.values()) image.close()
      },
    }
  }
  const assets = await loadHead(json, baseUrl, signal)
  return {
    draw: (tier) => HeadScene.create(assets, tier),
    dispose: () => {
      for (const image of assets.images.values()) image.close()
    },
  }
}
