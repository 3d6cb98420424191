import type { Corpus } from '../corpus.ts'
import { words } from '../terms.ts'
import type { KnownNames } from './question-frame.ts'

/** A name that this share of the documents holds is what all of them are about. */
const EVERYWHERE_SHARE = 0.5

/** The names that questions to a persona may hold, from its manifest. */
export function namesOf({ manifest, documents }: Pick<Corpus, 'manifest' | 'documents'>): KnownNames {
  const own = new Set(words(manifest.name))
  const organisation = new Set(words(manifest.organisation))
  const others = manifest.vocabulary.map((name) => words(name).join(' ')).filter((name) => name !== '' && !own.has(name) && !organisation.has(name))
  const texts = documents.map((document) => ` ${words(document.text).join(' ')} `)
  const share = (name: string): number => texts.filter((text) => text.includes(` ${name} `)).length / Math.max(1, texts.length)
  return { own, organisation, others, everywhere: new Set(others.filter((name) => !name.includes(' ') && share(name) >= EVERYWHERE_SHARE)) }
}
