import { z } from 'zod'
import { HeadLoop } from './head-loop.ts'
import type { ToWorker } from './worker-protocol.ts'

// Compiled schemas need eval, which the page's policy forbids to its workers too.
z.config({ jitless: true })

const loop = new HeadLoop('worker', (message) => postMessage(message))
addEventListener('message', (event: MessageEvent<ToWorker>) => {
  loop.receive(event.data)
  if (event.data.type === 'dispose') close()
})
