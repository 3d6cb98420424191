import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeWav } from '../../audio/wav.ts'
import { giveConsent, makePackage } from '../testing/make-package.ts'
import { ConsentCeremony } from './ceremony.ts'
import { PackageConsent } from './consent-gate.ts'
import { isPhraseRead, matchedShare } from './compare-phrase.ts'

const REQUEST = { person: 'Ada Keeper', scope: ['talk'] as const, audience: 'colleagues', validDays: 30 }
const THREE_SECONDS = new Float32Array(48_000).fill(0.1)

let directory: string
let heard: string
let nowMs: number
let ceremony: ConsentCeremony
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'understudy-ceremony-'))
  await makePackage(directory, { synthetic: false })
  nowMs = Date.now()
  ceremony = new ConsentCeremony(directory, () => Promise.resolve(heard), () => nowMs)
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const gate = (): PackageConsent => new PackageConsent(directory, () => nowMs)

describe('consent', () => {
  it('is given by reading the phrase, and holds for as long as was asked from that day on', async () => {
    const { phrase, answerBy } = await ceremony.challenge(REQUEST)
    expect(Date.parse(answerBy) - nowMs).toBe(30 * 60_000)
    expect(gate().state()).toBe('unverified')
    nowMs += 60_000
    heard = phrase.toLowerCase().replace(/[.,:]/g, '')
    expect(await ceremony.verify(THREE_SECONDS)).toMatchObject({ accepted: true, matchedShare: 1, reason: '' })
    expect(gate().state()).toBe('verified')
    expect(gate().allows('meeting')).toBe(false)
    const record = gate().record()!
    expect(Date.parse(record.expiresAt) - nowMs).toBe(30 * 86_400_000)
    expect(record.audience).toBe('colleagues')
    const { samples, sampleRateHz } = decodeWav(await readFile(join(directory, 'consent', 'recording.wav')))
    expect([samples.length, sampleRateHz]).toEqual([48_000, 16_000])
  })

  it('is not given by other words, and the phrase can be tried again', async () => {
    const { phrase } = await ceremony.challenge(REQUEST)
    heard = 'I agree that an AI persona speaks for me in conversations and then I said something else entirely'
    expect(await ceremony.verify(THREE_SECONDS)).toMatchObject({ accepted: false, reason: expect.stringMatching(/read it again/) as string })
    expect(gate().state()).toBe('unverified')
    heard = phrase
    expect((await ceremony.verify(THREE_SECONDS)).accepted).toBe(true)
  })

  it('is not given by silence or by a snippet', async () => {
    const { phrase } = await ceremony.challenge(REQUEST)
    heard = ''
    expect(await ceremony.verify(THREE_SECONDS)).toMatchObject({ accepted: false, reason: expect.stringMatching(/Nothing was heard/) as string })
    heard = phrase
    expect(await ceremony.verify(new Float32Array(100))).toMatchObject({ accepted: false, reason: expect.stringMatching(/too short/) as string })
  })

  it('wants a phrase no older than thirty minutes, and each phrase serves once', async () => {
    await expect(ceremony.verify(THREE_SECONDS)).rejects.toMatchObject({ code: 'consent_missing' })
    heard = (await ceremony.challenge(REQUEST)).phrase
    nowMs += 30 * 60_000 + 1
    await expect(ceremony.verify(THREE_SECONDS)).rejects.toMatchObject({ code: 'consent_missing' })
    heard = (await ceremony.challenge(REQUEST)).phrase
    expect((await ceremony.verify(THREE_SECONDS)).accepted).toBe(true)
    await expect(ceremony.verify(THREE_SECONDS)).rejects.toMatchObject({ code: 'consent_missing' })
  })

  it('is not given by the recording of an earlier phrase', async () => {
    heard = (await ceremony.challenge(REQUEST)).phrase
    await ceremony.challenge(REQUEST)
    expect((await ceremony.verify(THREE_SECONDS)).accepted).toBe(false)
  })

  it('goes on while a new phrase waits, until that is read', async () => {
    await giveConsent(directory)
    const { phrase } = await ceremony.challenge(REQUEST)
    expect(gate().allows('meeting')).toBe(true)
    heard = phrase
    await ceremony.verify(THREE_SECONDS)
    expect(gate().allows('meeting')).toBe(false)
    expect(gate().allows('talk')).toBe(true)
  })

  it('is taken back at once, together with a phrase that waits', async () => {
    await giveConsent(directory)
    heard = (await ceremony.challenge(REQUEST)).phrase
    await ceremony.revoke('changed my mind')
    expect(gate().state()).toBe('revoked')
    await expect(ceremony.verify(THREE_SECONDS)).rejects.toMatchObject({ code: 'consent_missing' })
    expect(gate().reason('talk')).toContain('changed my mind')
  })

  it('cannot be taken back where nobody was asked', async () => {
    await expect(ceremony.revoke('')).rejects.toMatchObject({ code: 'consent_missing' })
  })
})

describe('the words of a phrase', () => {
  const phrase = 'I agree that an AI persona speaks for me in meetings: ladder, seven, copper, window, tiger, river and lemon.'

  it.each([
    ['I agree that an AI persona speaks for me in meetings ladder seven copper window tiger river and lemon', 1],
    ['i agree that an ai persona speaks for me in meetings: Ladder, 7, copper, windows, tiger, rivers and lemon', 1],
    ['Um, I agree that an A.I. persona speaks for me in meetings, ladder, seven, copper, window, tiger, river and lemon, thank you.', 0.9],
  ])('are heard in «%s»', (transcript, share) => {
    expect(matchedShare(phrase, transcript)).toBeGreaterThanOrEqual(share)
    expect(isPhraseRead(phrase, transcript)).toBe(true)
  })

  it.each([
    '',
    'ladder seven copper window tiger river and lemon',
    'I agree that an AI persona speaks for me in meetings: candle, garden, pencil, rabbit, summer, tunnel and zebra.',
    'lemon and river tiger window copper seven ladder meetings in me for speaks persona AI an that agree I',
  ])('are not heard in «%s»', (transcript) => {
    expect(isPhraseRead(phrase, transcript)).toBe(false)
  })

  it('are others every time', async () => {
    const phrases = new Set<string>()
    for (let i = 0; i < 20; i += 1) phrases.add((await ceremony.challenge(REQUEST)).phrase)
    expect(phrases.size).toBe(20)
  })
})
