import { join } from 'node:path'
import { UnderstudyError } from '../contract/errors.ts'
import { personaPolicySchema, type PersonaPolicy } from '../contract/persona.ts'
import { PACKAGE } from './package/layout.ts'
import { WatchedFile } from './package/watched-file.ts'
import { synonymsOf } from './synonyms.ts'
import { contentWords, stem, words } from './terms.ts'

/** What is said to a question about a topic which the owner took out. */
export const TOPIC_REFUSED = "I don't speak about that topic."

/**
 * Topics of a package's `policy.json` of which the persona does not speak, whatever its documents say: neither to a question
 * that names one, in its words or other words for them, nor in a sentence that does. Read anew when the file changes.
 */
export class RefusedTopics {
  private readonly policy: WatchedFile<PersonaPolicy>

  constructor(personaDir: string) {
    this.policy = new WatchedFile(join(personaDir, PACKAGE.policy), (bytes) => personaPolicySchema.parse(JSON.parse(bytes.toString('utf8'))))
  }

  /** Whether a question or a sentence names one. @throws `persona_invalid` for a policy that cannot be read: it may forbid anything */
  named(text: string): boolean {
    const { value, exists } = this.policy.read()
    if (exists && value === null) throw new UnderstudyError('persona_invalid', 'The rules of this persona («policy.json») are damaged; set them anew in the Studio.')
    const topics = value?.refusedTopics ?? []
    if (topics.length === 0) return false
    const stems = new Set(words(text).map(stem))
    return topics.some((topic) => {
      const terms = contentWords(topic)
      return (terms.length > 0 ? terms : words(topic)).every((term) => [term, ...synonymsOf(term)].some((word) => stems.has(stem(word))))
    })
  }
}
