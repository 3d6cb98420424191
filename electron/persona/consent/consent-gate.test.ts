import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConsentRecord } from '../../contract/persona.ts'
import { ExtractiveEngine } from '../extractive-engine.ts'
import { PersonaService } from '../persona-service.ts'
import { giveConsent, makePackage, SAMPLE_QUESTION, SAMPLE_SENTENCE, wordVectors } from '../testing/make-package.ts'
import { PackageConsent } from './consent-gate.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'understudy-consent-'))
  await makePackage(directory, { synthetic: false })
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const past = '2024-01-01T00:00:00.000Z'

/** Name of the case, what differs from good consent, the state, and what the refusal must say. */
const CASES: [string, Partial<ConsentRecord>, string, RegExp][] = [
  ['ran out', { expiresAt: past }, 'expired', /expired on 2024-01-01.*renew/],
  ['was revoked', { revokedAt: past, revokedReason: 'left' }, 'revoked', /revoked on 2024-01-01 \(left\)/],
  ['was revoked and ran out', { revokedAt: past, expiresAt: past }, 'revoked', /revoked/],
  ['was never given', { grantedAt: null, recording: null }, 'unverified', /unverified.*read the consent phrase/],
  ['says it was given, without a recording', { recording: null }, 'unverified', /unverified/],
]

describe('a persona of a person', () => {
  it('may speak while consent holds', async () => {
    await giveConsent(directory)
    const gate = new PackageConsent(directory)
    expect(gate.state()).toBe('verified')
    expect(gate.reason('talk')).toBeNull()
    expect(gate.allows('meeting')).toBe(true)
  })

  it('may not without a record', () => {
    const gate = new PackageConsent(directory)
    expect(gate.state()).toBe('unverified')
    expect(() => gate.require('talk')).toThrow(/unverified/)
  })

  it.each(CASES)('may not when consent %s', async (_name, record, state, reason) => {
    await giveConsent(directory, record)
    const gate = new PackageConsent(directory)
    expect(gate.state()).toBe(state)
    for (const use of ['talk', 'meeting'] as const) {
      expect(gate.allows(use)).toBe(false)
      expect(gate.reason(use)).toMatch(reason)
    }
  })

  it('may not when the recording says something else than the phrase', async () => {
    const { recording } = await giveConsent(directory)
    await giveConsent(directory, { recording: { ...recording!, transcript: 'I agree that an AI persona speaks for me in conversations: zebra, lemon, tiger.' } })
    expect(new PackageConsent(directory).state()).toBe('unverified')
  })

  it('may be used only as far as consent goes', async () => {
    await giveConsent(directory, { scope: ['talk'] })
    const gate = new PackageConsent(directory)
    expect(gate.allows('talk')).toBe(true)
    expect(() => gate.require('meeting')).toThrow(/covers conversations, not meetings/)
    expect(() => gate.require('realtime')).toThrow(/covers conversations, not speech to speech/)
  })

  it('may be answered for by a model elsewhere only where that was agreed to, and talking too', async () => {
    await giveConsent(directory, { scope: ['talk', 'realtime'] })
    expect(new PackageConsent(directory).allows('realtime')).toBe(true)
    await giveConsent(directory, { scope: ['meeting', 'realtime'] })
    expect(new PackageConsent(directory).allows('realtime')).toBe(false)
  })

  it.each(['{', '{"formatVersion":1}', '[]'])('may not when the record is «%s»', async (content) => {
    await giveConsent(directory)
    await writeFile(join(directory, 'consent.json'), content)
    expect(new PackageConsent(directory).state()).toBe('unverified')
  })

  it('notices at once what changes while it is in use', async () => {
    await giveConsent(directory)
    let nowMs = Date.now()
    const gate = new PackageConsent(directory, () => nowMs)
    expect(gate.state()).toBe('verified')
    await appendFile(join(directory, 'consent', 'recording.wav'), 'x')
    expect(gate.state()).toBe('unverified')
    await giveConsent(directory)
    expect(gate.state()).toBe('verified')
    nowMs += 366 * 86_400_000
    expect(gate.state()).toBe('expired')
    nowMs -= 366 * 86_400_000
    await giveConsent(directory, { revokedAt: past })
    expect(gate.state()).toBe('revoked')
    await rm(join(directory, 'consent'), { recursive: true })
    await giveConsent(directory)
    await rm(join(directory, 'consent', 'recording.wav'))
    expect(gate.state()).toBe('unverified')
  })
})

describe('a synthetic persona', () => {
  it('needs no consent', async () => {
    await makePackage(directory, { synthetic: true })
    const gate = new PackageConsent(directory)
    expect(gate.state()).toBe('synthetic')
    expect(gate.allows('meeting')).toBe(true)
  })

  it('is none once somebody was asked for consent: a word in the manifest does not undo a revocation', async () => {
    await makePackage(directory, { synthetic: true })
    await giveConsent(directory, { revokedAt: past })
    expect(new PackageConsent(directory).state()).toBe('revoked')
  })
})

describe('an answer', () => {
  async function answerTo(use?: 'meeting'): Promise<string> {
    const persona = await PersonaService.open({ directory, embed: wordVectors, chat: new ExtractiveEngine() })
    try {
      for await (const event of persona.answer({ question: SAMPLE_QUESTION, ...(use ? { use } : {}) })) if (event.type === 'done') return event.answer
      throw new Error('no end')
    } finally {
      persona.dispose()
    }
  }

  it('is given with consent', async () => {
    await giveConsent(directory)
    expect(await answerTo()).toContain(SAMPLE_SENTENCE)
  })

  it.each(CASES)('is refused when consent %s, whatever is asked', async (_name, record, _state, reason) => {
    await giveConsent(directory, record)
    await expect(answerTo()).rejects.toMatchObject({ code: 'persona_may_not_speak', message: expect.stringMatching(reason) as string })
  })

  it('is refused for a use outside the scope', async () => {
    await giveConsent(directory, { scope: ['talk'] })
    await expect(answerTo('meeting')).rejects.toMatchObject({ code: 'persona_may_not_speak' })
  })

  it('is refused when consent was revoked after the persona was opened', async () => {
    await giveConsent(directory)
    const persona = await PersonaService.open({ directory, embed: wordVectors, chat: new ExtractiveEngine() })
    await giveConsent(directory, { revokedAt: past })
    await expect(persona.answer({ question: SAMPLE_QUESTION }).next()).rejects.toMatchObject({ code: 'persona_may_not_speak' })
    persona.dispose()
  })
})
