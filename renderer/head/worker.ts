import { HeadLoop } from './head-loop.ts'
import type { ToWorker } from './worker-protocol.ts'

const loop = new HeadLoop('worker', (message) => postMessage(message))
addEventListener('message', (event: MessageEvent<ToWorker>) => {
  loop.receive(event.data)
  if (event.data.type === 'dispose') close()
})
