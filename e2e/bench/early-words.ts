import { settingsSchema, type Settings } from '../../electron/contract/settings.ts'
import { withServices } from '../../electron/cli/services.ts'
import { AnswerRun } from '../../electron/conversation/answer-run.ts'
import { rolesOf, type Services } from '../../electron/conversation/services.ts'
import { ScriptedServer } from '../../electron/inference/testing/scripted-server.ts'
import type { ChatModel } from '../../electron/persona/chat-model.ts'
import { PersonaService } from '../../electron/persona/persona-service.ts'
import { SentenceSplitter } from '../../electron/speech/sentence-splitter.ts'
import { COVERED } from './spoken-questions.ts'
import { summarise, type Measurement } from './statistics.ts'

const TOKENS_PER_S = [30, 60]
const QUESTIONS = COVERED.slice(0, 8)

/** A typed question to a language model that quotes word by word: when its first sound is there, as soon as it is known what will be said, and sentence by sentence. */
export async function benchEarlyWords(note: (line: string) => void): Promise<Measurement[]> {
  const server = await ScriptedServer.start()
  const language: Settings['endpoints']['language'] = { kind: 'custom', baseUrl: server.url, model: 'scripted' }
  try {
    return await withServices({ endpoints: settingsSchema.parse({ endpoints: { language } }).endpoints, standIns: false }, async (services) => {
      await services.ready()
      const early = await personaWith(services, services.clients.chat)
      const whole = await personaWith(services, bySentence(services.clients.chat))
      try {
        const results: Measurement[] = []
        for (const tokensPerS of TOKENS_PER_S) {
          server.tokensPerS = tokensPerS
          const times = { early: [] as number[], whole: [] as number[] }
          await firstSoundMs(services, early, QUESTIONS[0]!)
          for (const question of QUESTIONS) {
            times.early.push(await firstSoundMs(services, early, question))
            times.whole.push(await firstSoundMs(services, whole, question))
            note(`${tokensPerS}/s «${question}» early ${times.early.at(-1)!.toFixed(0)} ms, by sentence ${times.whole.at(-1)!.toFixed(0)} ms`)
          }
          const on = `scripted server, ${tokensPerS} tokens a second, strict`
          results.push(summarise(`language.first_sound_${tokensPerS}_ms`, 'ms', times.early, 'below the row after it', on))
          results.push(summarise(`language.first_sound_${tokensPerS}_by_sentence_ms`, 'ms', times.whole, '–', `${on}; nothing is said before the first sentence is whole`))
        }
        return results
      } finally {
        early.dispose()
        whole.dispose()
      }
    })
  } finally {
    await server.close()
  }
}

function personaWith(services: Services, chat: ChatModel): Promise<PersonaService> {
  return PersonaService.open({ directory: services.persona.corpus.directory, embed: (texts) => services.clients.embedder.embed(texts), chat })
}

async function firstSoundMs(services: Services, answerer: PersonaService, question: string): Promise<number> {
  const { voice, animator } = rolesOf(services)
  // Typed, so that nothing was looked up beforehand; but what was asked once is embedded already for both.
  answerer.prepare(question)
  const startedMs = performance.now()
  const run = new AnswerRun({ answerer, voice, animator }, { question, mode: 'strict' })
  run.commit()
  try {
    for await (const output of run.outputs) if (output.type === 'sound') return performance.now() - startedMs
    throw new Error(`No sound for «${question}».`)
  } finally {
    run.cancel()
  }
}

/** The same model as if it wrote a sentence at a time. */
function bySentence(chat: ChatModel): ChatModel {
  return {
    async *stream(messages, options) {
      const splitter = new SentenceSplitter({ firstClauseWords: Infinity })
      for await (const delta of chat.stream(messages, options)) for (const { raw } of splitter.push(delta)) yield raw
      for (const { raw } of splitter.flush()) yield raw
    },
  }
}
