import { describe, expect, it } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import { speakOurEngines } from './services.ts'

const { endpoints } = settingsSchema.parse({})
const custom = { endpoints: { ...endpoints, speech: { kind: 'custom' as const, baseUrl: 'http://192.0.2.1', model: 'm', voice: 'theirs' } } }

describe("the persona's own voice", () => {
  it('is asked for wherever our own engines speak: while the network is off they do, whatever server is set', () => {
    expect(speakOurEngines({ endpoints }, false)).toBe(true)
    expect(speakOurEngines(custom, true)).toBe(true)
  })

  it('is not asked of another server, which knows its own voices', () => {
    expect(speakOurEngines(custom, false)).toBe(false)
  })
})
