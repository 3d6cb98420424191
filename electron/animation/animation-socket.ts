import type { RawData, WebSocket } from 'ws'
import { UnderstudyError } from '../contract/errors.ts'
import { AnimationSession, type AnimationSessionOptions } from './animation-session.ts'

/** A client that was told why its stream ends has this long to hang up. */
const CLOSING_MS = 2_000

export interface ServedAnimation {
  /** Audio that was received and has no frames yet. */
  readonly queuedMs: number
  /** Ends the stream at once. */
  dispose(): void
}

/** Speaks `/v1/animation` on a WebSocket whose upgrade and token were checked; closes it when the stream is over. */
export function serveAnimationSocket(socket: WebSocket, options: Omit<AnimationSessionOptions, 'transport'>): ServedAnimation {
  let closing: NodeJS.Timeout | undefined
  const send = (data: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(data, (cause) => (cause ? reject(new UnderstudyError('cancelled', 'The client has gone.', { cause })) : resolve()))
    })
  const session = new AnimationSession({
    ...options,
    transport: {
      sendText: send,
      sendBinary: send,
      pauseReading: () => socket.pause(),
      resumeReading: () => socket.resume(),
      close: (code, reason) => {
        socket.close(code, reason)
        // Or its answer would wait behind what it was not allowed to send.
        socket.resume()
        closing = setTimeout(() => socket.terminate(), CLOSING_MS)
      },
    },
  })
  socket.on('message', (data, isBinary) => session.receive(isBinary ? toBytes(data) : toBytes(data).toString('utf8')))
  socket.on('close', () => {
    clearTimeout(closing)
    session.dispose()
  })
  // A broken connection is followed by `close`; without a listener it would end the process.
  socket.on('error', () => undefined)
  return {
    get queuedMs() {
      return session.queuedMs
    },
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
