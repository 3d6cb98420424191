import { personaProfileSchema, type PersonaManifest, type PersonaProfile } from '../../contract/persona.ts'

const VOICE_ENGINE = 'flite'

/** The part of a manifest that a person decides. */
export function manifestPart(profile: PersonaProfile): Pick<PersonaManifest, 'name' | 'title' | 'organisation' | 'disclosure' | 'synthetic' | 'voice'> {
  const { name, title, organisation, disclosure, synthetic, voiceId } = personaProfileSchema.parse(profile)
  return { name, title, organisation, synthetic, disclosure: disclosure || plainDisclosure(name, synthetic), voice: { engine: VOICE_ENGINE, id: voiceId } }
}

function plainDisclosure(name: string, synthetic: boolean): string {
  return synthetic
    ? `I'm an AI persona called ${name} and stand in for nobody. I answer only from the documents I was given, and I show you where each answer comes from.`
    : `I'm an AI persona of ${name}, not ${name} in person. I answer only from documents with ${name}'s own words, and I show you where each answer comes from.`
}
