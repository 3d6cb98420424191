import { withServices } from '../../electron/cli/services.ts'
import type { RoleClients } from '../../electron/inference/role-clients.ts'
import { spokenQuestions } from './spoken-questions.ts'
import { summarise, type Measurement } from './statistics.ts'

const ROUNDS = 20
const SENTENCE = 'We kept the product small, because small things can be made well.'

/** Every route of the embedded server through the app's own clients: process, loopback and encoding included. */
export async function benchRoutes(): Promise<Measurement[]> {
  const questions = await spokenQuestions()
  return withServices({}, async ({ supervisor, clients }) => {
    await supervisor.start()
    const question = questions[0]!
    const measure = async (run: () => Promise<unknown>): Promise<number[]> => {
      const times: number[] = []
      // The first call opens the connection.
      for (let round = 0; round <= ROUNDS; round++) {
        const startedMs = performance.now()
        await run()
        if (round > 0) times.push(performance.now() - startedMs)
      }
      return times
    }
    const seconds = (question.samples16k.length / 16_000).toFixed(1)
    return [
      summarise('routes.transcription_ms', 'ms', await measure(() => clients.transcriber.transcribe(question.samples16k)), '–', `${seconds} s question, no draft`),
      summarise('routes.transcription_draft_ms', 'ms', await measure(() => clients.transcriber.transcribe(question.samples16k, { draft: question.text })), '–', 'with its text as the draft'),
      summarise('routes.embedding_ms', 'ms', await measure(() => clients.embedder.embed([question.text])), '–', 'one question'),
      summarise('routes.chat_first_ms', 'ms', await measure(() => first(clients.chat.stream([{ role: 'user', content: question.text }]))), '–', 'first delta, without passages'),
      summarise('routes.speech_first_ms', 'ms', await measure(() => first(clients.synthesizer.synthesize(SENTENCE))), '–', 'first sound of a sentence'),
      summarise('routes.animation_first_ms', 'ms', await measure(() => firstFrame(clients)), '≤ 60', 'connection opened to first frame, 200 ms of sound'),
    ]
  })
}

async function first(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values) return
}

async function firstFrame(clients: RoleClients): Promise<void> {
  const call = await clients.animation.open({ sampleRate: 16_000 })
  await call.push(new Int16Array(3_200).map((_, n) => 8_000 * Math.sin(n / 20)))
  await first(call.frames)
}
