import type { PersonaManifest } from '../contract/persona.ts'
import type { Intent } from './guard/small-talk.ts'

const NOT_SPOKEN = "I haven't spoken about that."

/** @param nearestTopic what the persona has spoken about that comes nearest, or empty */
export function notSpokenAbout(nearestTopic: string): string {
  return nearestTopic ? `${NOT_SPOKEN} The nearest thing I've said is about ${nearestTopic}.` : NOT_SPOKEN
}

/** Whether a sentence is the plain admission, in the words which the prompt asks for or near them. */
export function isNotSpoken(sentence: string): boolean {
  return /^I (?:haven[’']t|have not) spoken about (?:that|this)\b/i.test(sentence.trim())
}

const INTENTS: readonly Intent[] = ['greeting', 'identity', 'reality', 'capabilities', 'thanks']

/** Whether a sentence is the product's own and not the person's: that stands for honesty, whoever reviews. */
export function isPlainReply(sentence: string, manifest: PersonaManifest, suggestedQuestions: readonly string[]): boolean {
  const said = sentence.trim()
  return isNotSpoken(said) || INTENTS.some((intent) => replyTo(intent, manifest, suggestedQuestions).some((reply) => reply.includes(said)))
}

/** What is said without looking anything up, in one to three sentences. */
export function replyTo(intent: Intent, manifest: PersonaManifest, suggestedQuestions: readonly string[]): string[] {
  const [first, second] = suggestedQuestions
  switch (intent) {
    case 'greeting':
      return [`Hello, I'm the AI persona of ${manifest.name}.`, 'Ask me about anything I have written or said at work.']
    case 'identity':
      return [`I'm the AI persona of ${describe(manifest)}.`, manifest.disclosure]
    case 'reality':
      return ['No, I am not a person.', manifest.disclosure]
    case 'capabilities':
      return [
        `You can ask me about whatever ${manifest.name} has written or said about work, and I'll show you the source.`,
        ...(first && second ? [`For example: ${first} Or: ${second}`] : []),
      ]
    case 'thanks':
      return ["You're welcome."]
  }
}

function describe({ name, title, organisation }: PersonaManifest): string {
  return [name, [title, organisation].filter(Boolean).join(' of ')].filter(Boolean).join(', ')
}
