/** The page of the peer: gaussian-splat-renderer-for-lam draws a LAM avatar that talks, and its frames are counted. */

interface Viewer {
  render(): void
  renderer: { getContext(): WebGL2RenderingContext }
}

interface PeerModule {
  GaussianSplatRenderer: {
    getInstance(container: HTMLElement, zip: string, options: Record<string, unknown>): Promise<{ viewer: Viewer } | undefined>
  }
}

export interface PeerFrames {
  readonly frames: number
  readonly seconds: number
}

const pixel = new Uint8Array(4)

class PeerLab {
  /**
   * Frames reached with animation frames, each finished before the next is asked for, as our own are.
   * @param frames sets of coefficients by name, 30 a second
   */
  async measure(moduleUrl: string, zipUrl: string, frames: readonly Record<string, number>[], seconds: number): Promise<PeerFrames> {
    const { GaussianSplatRenderer } = (await import(/* @vite-ignore */ moduleUrl)) as PeerModule
    let loaded = (): void => undefined
    const ready = new Promise<void>((resolve) => (loaded = resolve))
    const peer = await GaussianSplatRenderer.getInstance(document.querySelector<HTMLElement>('#stage')!, zipUrl, {
      getChatState: () => 'Responding',
      getExpressionData: () => ({ ...frames[Math.floor(performance.now() / (1000 / 30)) % frames.length] }),
      loadProgress: (share: number) => share === 1 && loaded(),
    })
    if (!peer) throw new Error('The peer did not load the avatar.')
    await ready
    const { viewer } = peer
    const render = viewer.render.bind(viewer)
    let drawn = 0
    viewer.render = () => {
      render()
      const gl = viewer.renderer.getContext()
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel)
      drawn++
    }
    // Compilation and the first sort.
    await wait(4)
    drawn = 0
    const startMs = performance.now()
    await wait(seconds)
    return { frames: drawn, seconds: (performance.now() - startMs) / 1000 }
  }

}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds))
}

export type { PeerLab }
Object.assign(globalThis, { peerLab: new PeerLab() })
