import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { personaPolicySchema } from '../contract/persona.ts'
import { PACKAGE } from '../persona/package/layout.ts'
import type { PersonaService } from '../persona/persona-service.ts'
import type { MeetingPersona } from './meeting-service.ts'

const HONORIFICS = /^(?:dr|mr|mrs|ms|prof|professor|sir|dame)\.?$/i

/** The persona as meetings see it now: a policy or a consent that changed counts at once. */
export function meetingPersona(service: PersonaService): MeetingPersona {
  const { manifest, corpus } = service
  return { id: manifest.id, names: callNames(manifest.name, wakeNamesOf(corpus.directory)), mayAnswer: service.mayspeak('meeting') }
}

/** What a persona may be called in a meeting: its full name, the first of its names, and what its owner allows beside. */
export function callNames(name: string, wakeNames: readonly string[] = []): string[] {
  const words = name.split(/\s+/).filter((word) => word !== '' && !HONORIFICS.test(word))
  const own = words.length > 1 ? [words.join(' '), words[0]!] : words
  return [...new Set([...own, ...wakeNames])]
}

function wakeNamesOf(personaDirectory: string): readonly string[] {
  try {
    return personaPolicySchema.parse(JSON.parse(readFileSync(join(personaDirectory, PACKAGE.policy), 'utf8'))).wakeNames
  } catch {
    // No policy, or none that can be read: its own name is enough.
    return []
  }
}
