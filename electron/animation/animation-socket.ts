import type { RawData, WebSocket } from 'ws'
import type { AnimationEngine } from './animation-engine.ts'
import { AnimationSession, type AnimationLimits } from './animation-session.ts'

/**
 * Speaks `/v1/animation` on a WebSocket whose upgrade and token were checked; closes it when the stream is over.
 * @returns ends the stream at once
 */
export function serveAnimationSocket(
  socket: WebSocket,
  options: { engine: AnimationEngine; limits?: Partial<AnimationLimits>; checkPersona?: (persona: string) => void },
): { dispose(): void } {
  const send = (data: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(data, (error) => (error ? reject(error) : resolve()))
    })
  const session = new AnimationSession({
    ...options,
    transport: {
      sendText: send,
      sendBinary: send,
      pauseReading: () => socket.pause(),
      resumeReading: () => socket.resume(),
      close: (code, reason) => socket.close(code, reason),
    },
  })
  socket.on('message', (data, isBinary) => session.receive(isBinary ? toBytes(data) : toBytes(data).toString('utf8')))
  socket.on('close', () => session.dispose())
  // A broken connection is followed by `close`; without a listener it would end the process.
  socket.on('error', () => undefined)
  return {
    dispose: () => {
      session.dispose()
      socket.close(1001, 'shutting down')
    },
  }
}

function toBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}
