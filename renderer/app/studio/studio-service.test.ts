import { describe, expect, it } from 'vitest'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { NoticeBoard } from '../services/notice-board.ts'
import { createPageStore } from '../state/page-store.ts'
import { draftOf } from '../state/studio-profile.ts'
import { StudioService } from './studio-service.ts'

const detail: PersonaDetail = {
  id: 'ada',
  name: 'Ada Quill',
  title: '',
  organisation: '',
  consent: 'unverified',
  builtIn: false,
  documents: 0,
  problem: null,
  disclosure: 'A machine.',
  synthetic: false,
  voiceId: 'slt',
  head: null,
  headProblem: null,
  documentList: [],
  consentRecord: null,
  corrections: 0,
  policy: { formatVersion: 1, refusedTopics: [], wakeNames: [] },
  style: null,
}

type Answers = Record<string, (request: never) => unknown>

/** A studio whose main process answers as told; every call is kept in order. */
function studioWith(answers: Answers) {
  const calls: string[] = []
  const listeners = new Map<string, (payload: never) => void>()
  const api = {
    invoke: async (channel: string, request: never) => {
      calls.push(channel)
      try {
        return { ok: true, value: await answers[channel]?.(request) }
      } catch (thrown) {
        return { ok: false, error: UnderstudyError.from(thrown).toShape() }
      }
    },
    on: (event: string, listener: (payload: never) => void) => {
      listeners.set(event, listener)
      return () => listeners.delete(event)
    },
  } as unknown as PageApi
  const pageStore = createPageStore()
  const notices = new NoticeBoard(pageStore)
  const studio = new StudioService(api, pageStore, notices)
  const undo = (): void => pageStore.getState().notices.at(-1)!.action!.run()
  return { studio, pageStore, calls, undo, emit: (event: string, payload: unknown) => listeners.get(event)!(payload as never), dispose: () => [studio.dispose(), notices.dispose()] }
}

const full = (): never => {
  throw new UnderstudyError('disk_full', 'The disk is full; free some space and try again.')
}

describe('what is typed of a persona', () => {
  it('stays when saving fails, with the reason beside it, and when another persona is looked at', async () => {
    const { studio, dispose } = studioWith({ 'personas.update': full, 'personas.get': () => detail })
    studio.type(detail, { refusedTopics: ['salaries'] })
    await studio.save(detail)
    studio.open({ kind: 'persona', id: 'other' })
    studio.open({ kind: 'list' })
    expect(studio.store.getState()).toMatchObject({ drafts: { ada: { refusedTopics: ['salaries'] } }, saveProblems: { ada: 'The disk is full; free some space and try again.' } })
    dispose()
  })

  it('can be had back after it was put away', () => {
    const { studio, undo, dispose } = studioWith({})
    studio.type(detail, { wakeNames: ['Addie'] })
    studio.discard('ada')
    expect(studio.store.getState().drafts).toEqual({})
    undo()
    expect(studio.store.getState().drafts['ada']!.wakeNames).toEqual(['Addie'])
    dispose()
  })

  it('is taken back after saving with the profile and rules that were there before', async () => {
    const saved: unknown[] = []
    const { studio, undo, dispose } = studioWith({ 'personas.update': (request) => (saved.push(request), detail) })
    studio.type(detail, { profile: { ...draftOf(detail).profile, name: 'Ada Q.' } })
    await studio.save(detail)
    expect(studio.store.getState().drafts).toEqual({})
    undo()
    expect(saved).toMatchObject([{ profile: { name: 'Ada Q.' } }, { profile: { name: 'Ada Quill', disclosure: 'A machine.' } }])
    dispose()
  })

  it('is not sent while it breaks a rule of the contract', async () => {
    const { studio, calls, dispose } = studioWith({})
    studio.type(detail, { profile: { ...draftOf(detail).profile, name: ' ' } })
    await studio.save(detail)
    expect(calls).toEqual([])
    dispose()
  })
})

describe('making a persona', () => {
  const ready = { 'dialog.open': () => ['/texts'] }

  it('asks for what is missing before anything is read', async () => {
    const { studio, calls, dispose } = studioWith(ready)
    await studio.intake.create()
    expect(calls).toEqual([])
    expect(studio.store.getState().creation).toMatchObject({ step: 'form', tried: true })
    dispose()
  })

  it('comes back to the form with all that was typed when it fails or is cancelled', async () => {
    for (const [thrown, problem] of [[new UnderstudyError('disk_full', 'The disk is full.'), 'The disk is full.'], [new UnderstudyError('cancelled', 'Cancelled.'), null]] as const) {
      const { studio, emit, dispose } = studioWith({ ...ready, 'personas.create': () => { throw thrown } })
      await studio.intake.chooseFolder()
      studio.intake.typeCreation({ name: 'Ada Quill', organisation: 'Northlight' })
      const making = studio.intake.create()
      emit('personas.progress', { phase: 'reading', done: 1, total: 9, file: 'a.md' })
      expect(studio.store.getState().creation.progress).toMatchObject({ done: 1 })
      await making
      expect(studio.store.getState().creation).toMatchObject({ step: 'form', folder: '/texts', problem, progress: null, profile: { name: 'Ada Quill', organisation: 'Northlight' } })
      dispose()
    }
  })

  it('is told about when one looks at something else by then', async () => {
    const made = { persona: detail, report: { documents: [], skipped: [] } }
    const { studio, pageStore, dispose } = studioWith({ ...ready, 'personas.create': () => made })
    await studio.intake.chooseFolder()
    studio.intake.typeCreation({ name: 'Ada Quill' })
    await studio.intake.create()
    expect(studio.store.getState().creation).toMatchObject({ step: 'done', made })
    expect(pageStore.getState().notices.map(({ message }) => message)).toEqual(['Ada Quill is made; the studio tells what comes next.'])
    // The next one begins with an empty form.
    pageStore.setState({ studioTarget: 'new' })
    expect(studio.store.getState()).toMatchObject({ place: { kind: 'create' }, creation: { step: 'form', folder: null, profile: { name: '' } } })
    dispose()
  })
})

describe('importing', () => {
  it('asks what to do when the persona is here already, and touches nothing until then', async () => {
    const wanted: unknown[] = []
    const { studio, dispose } = studioWith({
      'dialog.open': () => ['/ada.understudy'],
      'personas.import': ({ onConflict }: { onConflict: string }) => {
        wanted.push(onConflict)
        if (onConflict === 'refuse') throw new UnderstudyError('bad_request', 'Ada Quill is here already.')
        return detail
      },
    } as Answers)
    expect(await studio.packages.import()).toBeNull()
    expect(studio.store.getState().conflict).toEqual({ path: '/ada.understudy', message: 'Ada Quill is here already.' })
    expect(await studio.packages.resolveConflict('copy')).toEqual(detail)
    expect(wanted).toEqual(['refuse', 'copy'])
    expect(studio.store.getState().conflict).toBeNull()
    dispose()
  })

  it('says why a damaged file is refused, and asks nothing', async () => {
    const { studio, pageStore, dispose } = studioWith({
      'dialog.open': () => ['/ada.understudy'],
      'personas.import': () => { throw new UnderstudyError('persona_invalid', 'This file is damaged; ask for it once more.') },
    })
    expect(await studio.packages.import()).toBeNull()
    expect(studio.store.getState().conflict).toBeNull()
    expect(pageStore.getState().notices).toMatchObject([{ tone: 'problem', message: 'This file is damaged; ask for it once more.' }])
    dispose()
  })
})

describe('recording a consent', () => {
  const challenge = { 'personas.challenge': () => ({ phrase: 'seven lanterns', answerBy: '2099-01-01T00:00:00.000Z' }) }
  const check = { accepted: true, matchedShare: 1, transcript: 'seven lanterns', words: [], reason: '' }

  async function atPhrase(answers: Answers) {
    const made = studioWith({ ...challenge, ...answers })
    made.studio.consent.start(detail)
    await made.studio.consent.challenge('ada')
    return made
  }

  it('never ends before it has begun, however fast one is', async () => {
    let begin = (): void => undefined
    const { studio, calls, dispose } = await atPhrase({ 'personas.consentBegin': () => new Promise<void>((resolve) => (begin = resolve)), 'personas.consentEnd': () => check })
    studio.consent.record('ada')
    const finishing = studio.consent.finish('ada')
    await Promise.resolve()
    expect(calls).not.toContain('personas.consentEnd')
    begin()
    await finishing
    expect(calls.slice(-2)).toEqual(['personas.consentBegin', 'personas.consentEnd'])
    expect(studio.store.getState().ceremonies['ada']!.step).toBe('accepted')
    dispose()
  })

  it('is forgotten when the screen is left, while the words stay', async () => {
    const { studio, calls, dispose } = await atPhrase({ 'personas.get': () => detail })
    studio.open({ kind: 'persona', id: 'ada' })
    studio.consent.record('ada')
    studio.leave()
    await new Promise((resolve) => setTimeout(resolve))
    expect(calls.slice(-2)).toEqual(['personas.consentBegin', 'personas.consentCancel'])
    expect(studio.store.getState().ceremonies['ada']).toMatchObject({ step: 'phrase', phrase: 'seven lanterns' })
    dispose()
  })

  it('goes back to the words with the reason when the microphone cannot be had', async () => {
    const { studio, calls, dispose } = await atPhrase({ 'personas.consentBegin': () => { throw new UnderstudyError('overloaded', 'A meeting uses the microphone; stop it first.') } })
    studio.consent.record('ada')
    await studio.consent.finish('ada')
    expect(studio.store.getState().ceremonies['ada']).toMatchObject({ step: 'phrase', problem: 'A meeting uses the microphone; stop it first.' })
    expect(calls).not.toContain('personas.consentEnd')
    dispose()
  })
})
