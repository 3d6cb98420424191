import { ClampToEdgeWrapping, LinearFilter, LinearMipmapLinearFilter, NoColorSpace, Texture } from 'three'
import type { TierConfig } from '../tiers.ts'

/** Uploads decoded images at the size a tier can use, each once. Values stay as stored: the shaders are display-referred. */
export class TextureSet {
  private readonly textures = new Map<string, Texture>()
  private readonly scaled: ImageBitmap[] = []

  private constructor() {}

  /**
   * @param fine images with hair in them, which flicker without mipmaps in any tier
   * @param alpha how their colours are stored
   */
  static async create(
    images: ReadonlyMap<string, ImageBitmap>,
    tier: TierConfig,
    fine: ReadonlySet<string | undefined>,
    alpha: 'premultiply' | 'none' = 'premultiply',
  ): Promise<TextureSet> {
    const set = new TextureSet()
    for (const [name, image] of images) {
      const mipmaps = tier.mipmaps || fine.has(name)
      set.textures.set(name, set.texture(await set.fit(image, tier.maxTexture, alpha), mipmaps))
    }
    return set
  }

  get(name: string | undefined): Texture | null {
    return name === undefined ? null : (this.textures.get(name) ?? null)
  }

  dispose(): void {
    for (const texture of this.textures.values()) texture.dispose()
    for (const image of this.scaled) image.close()
  }

  private async fit(image: ImageBitmap, longest: number, alpha: 'premultiply' | 'none'): Promise<ImageBitmap> {
    const scale = longest / Math.max(image.width, image.height)
    if (scale >= 1) return image
    const smaller = await createImageBitmap(image, {
      resizeWidth: Math.round(image.width * scale),
      resizeHeight: Math.round(image.height * scale),
      resizeQuality: 'high',
      premultiplyAlpha: alpha,
    })
    this.scaled.push(smaller)
    return smaller
  }

  private texture(image: ImageBitmap, mipmaps: boolean): Texture {
    const texture = new Texture(image)
    texture.flipY = false
    texture.colorSpace = NoColorSpace
    texture.generateMipmaps = mipmaps
    texture.minFilter = mipmaps ? LinearMipmapLinearFilter : LinearFilter
    texture.magFilter = LinearFilter
    texture.anisotropy = mipmaps ? 4 : 1
    texture.wrapS = texture.wrapT = ClampToEdgeWrapping
    texture.needsUpdate = true
    return texture
  }
}
