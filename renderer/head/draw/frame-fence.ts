/** Browsers make it 4 ms after some turns: near enough for frames that take that long. */
const LOOK_EVERY_MS = 1

/** Tells when the pixels of a frame exist without waiting for them: the thread goes on meanwhile. */
export class FrameFence {
  private sync: WebGLSync | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** Calls `done` when everything that was drawn so far exists; never where it is cancelled, or while an earlier frame is watched. */
  watch(done: () => void): void {
    const { gl } = this
    if (this.sync) return
    this.sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
    const look = (): void => {
      // Its state is told anew in every task, and only there.
      if (this.sync && gl.getSyncParameter(this.sync, gl.SYNC_STATUS) === gl.UNSIGNALED) {
        this.timer = setTimeout(look, LOOK_EVERY_MS)
        return
      }
      this.cancel()
      if (!gl.isContextLost()) done()
    }
    this.timer = setTimeout(look, LOOK_EVERY_MS)
  }

  cancel(): void {
    clearTimeout(this.timer)
    if (this.sync && !this.gl.isContextLost()) this.gl.deleteSync(this.sync)
    this.sync = null
  }
}
