import { afterEach, expect, it, vi } from 'vitest'
import { OFFERED_PIECE_BYTES, type HeadPreview } from '../../../electron/contract/avatar.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { IpcChannel } from '../../../electron/contract/ipc.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { NoticeBoard } from '../services/notice-board.ts'
import { createPageStore } from '../state/page-store.ts'
import { HeadOffers, isAvatar } from './head-offers.ts'

const PREVIEW: HeadPreview = {
  ...{ id: 'one', names: ['egg.glb'], url: 'heads/preview/one/' },
  report: { kind: 'gltf', channels: ['jawOpen'], missing: [], unknown: [], triangles: 12, splats: null, eyes: false },
}

type Answers = Partial<Record<IpcChannel, (request: never) => unknown>>
let board: NoticeBoard | null = null
function offers(answers: Answers) {
  const asked: [IpcChannel, unknown][] = []
  const defaults: Answers = { 'heads.begin': () => ({ id: 'one' }), 'heads.read': () => PREVIEW }
  const invoke = async (channel: IpcChannel, request: unknown): Promise<unknown> => {
    asked.push([channel, request])
    try {
      return { ok: true, value: await ({ ...defaults, ...answers }[channel] ?? (() => undefined))(request as never) }
    } catch (thrown) {
      return { ok: false, error: UnderstudyError.from(thrown).toShape() }
    }
  }
  const store = createPageStore()
  board = new NoticeBoard(store)
  return { heads: new HeadOffers({ invoke } as unknown as PageApi, board), asked, notices: () => store.getState().notices, channels: () => asked.map(([channel]) => channel) }
}
afterEach(() => {
  board?.dispose()
  vi.restoreAllMocks()
})

const refuse = (message: string) => () => {
  throw new UnderstudyError('persona_invalid', message)
}
const egg = (bytes = 10): File => new File([new Uint8Array(bytes)], 'egg.glb')

it('tells a face by its name', () => {
  expect(isAvatar([new File([], 'a.VRM')])).toBe(true)
  expect(isAvatar([new File([], 'a.bin'), new File([], 'a.gltf')])).toBe(true)
  expect(isAvatar([new File([], 'letter.pdf')])).toBe(false)
})

it('sends a large file in pieces and shows what was read', async () => {
  const { heads, asked, channels } = offers({})
  await heads.take([egg(OFFERED_PIECE_BYTES + 5)], 'ada')
  expect(channels()).toEqual(['heads.begin', 'heads.put', 'heads.put', 'heads.read'])
  expect(asked.slice(1, 3).map(([, request]) => (request as { bytes: Uint8Array }).bytes.length)).toEqual([OFFERED_PIECE_BYTES, 5])
  expect(heads.store.getState()).toMatchObject({ personaId: 'ada', offer: { step: 'ready', preview: PREVIEW } })
})

it('says in its place why a file is refused, before anything is sent or after it was read', async () => {
  const large = offers({ 'heads.begin': refuse('It has 200 MB.') })
  await large.heads.take([egg()])
  expect(large.heads.store.getState().offer).toEqual({ step: 'refused', name: 'egg.glb', message: 'It has 200 MB.' })
  expect(large.channels()).toEqual(['heads.begin'])
  const shapeless = offers({ 'heads.read': refuse('It has no shapes.') })
  await shapeless.heads.take([egg()])
  expect(shapeless.heads.store.getState().offer).toMatchObject({ step: 'refused', message: 'It has no shapes.' })
  expect(shapeless.notices()).toEqual([])
})

it('shows nothing of a file that was put away while it was read', async () => {
  let finish = (): void => undefined
  const { heads, channels } = offers({ 'heads.read': () => new Promise((resolve) => (finish = () => resolve(PREVIEW))) })
  const taking = heads.take([egg()])
  await vi.waitFor(() => expect(channels()).toContain('heads.read'))
  await heads.putAway()
  expect(channels()).toContain('heads.drop')
  finish()
  await taking
  expect(heads.store.getState().offer).toBeNull()
})

it('lets another file take the place of the one that lies open, for the same persona, and puts the first away', async () => {
  let begun = 0
  const { heads, asked } = offers({ 'heads.begin': () => ({ id: `head-${++begun}` }), 'heads.read': ({ id }: { id: string }) => ({ ...PREVIEW, id }) })
  await heads.take([egg()], 'ada')
  heads.exchange([new File([new Uint8Array(5)], 'other.vrm')])
  expect(heads.store.getState()).toMatchObject({ personaId: 'ada', offer: { step: 'reading', name: 'other.vrm' } })
  await vi.waitFor(() => expect(heads.store.getState().offer).toMatchObject({ step: 'ready', preview: { id: 'head-2' } }))
  const dropped = (): unknown[] => asked.flatMap(([channel, given]) => (channel === 'heads.drop' ? [given] : []))
  expect(dropped()).toEqual([{ id: 'head-1' }])
  await heads.putAway()
  expect(dropped()).toEqual([{ id: 'head-1' }, { id: 'head-2' }])
})

it('puts away what takes the place of a file that is still being read', async () => {
  let begun = 0
  let finish = (): void => undefined
  const { heads, asked } = offers({
    'heads.begin': () => ({ id: `head-${++begun}` }),
    'heads.read': ({ id }: { id: string }) => (id === 'head-1' ? new Promise((_, reject) => (finish = () => reject(new UnderstudyError('cancelled', 'It was dropped.')))) : { ...PREVIEW, id }),
  })
  const first = heads.take([egg()])
  await vi.waitFor(() => expect(asked.map(([channel]) => channel)).toContain('heads.read'))
  heads.exchange([egg()])
  await vi.waitFor(() => expect(heads.store.getState().offer).toMatchObject({ step: 'ready', preview: { id: 'head-2' } }))
  finish()
  await first
  await heads.putAway()
  expect(asked.filter(([channel, given]) => channel === 'heads.drop' && (given as { id: string }).id === 'head-2')).toHaveLength(1)
})

it('keeps what lies open when something is dropped onto it that is no face, and says so', async () => {
  const { heads, channels, notices } = offers({})
  await heads.take([egg()])
  heads.exchange([new File([new Uint8Array(5)], 'holiday.jpg')])
  expect(heads.store.getState().offer).toMatchObject({ step: 'ready', preview: { id: 'one' } })
  expect(channels()).not.toContain('heads.drop')
  expect(notices()[0]!.message).toMatch(/no face made elsewhere; drop a \.glb/)
})

it('gives it to a persona, and can take that back', async () => {
  const { heads, channels, notices } = offers({ 'personas.setHead': () => ({ id: 'ada' }) })
  await heads.take([egg()])
  await heads.accept({ id: 'ada', name: 'Ada' })
  expect(heads.store.getState().offer).toBeNull()
  const [notice] = notices()
  expect(notice!.message).toMatch(/Ada has a face of its own/)
  notice!.action!.run()
  await vi.waitFor(() => expect(channels()).toContain('personas.undoHead'))
  expect(channels()).not.toContain('heads.drop')
})

it('keeps it to be looked at when it cannot be given', async () => {
  const { heads, notices } = offers({ 'personas.setHead': refuse('The disk is full.') })
  await heads.take([egg()])
  expect(await heads.accept({ id: 'ada', name: 'Ada' })).toBeNull()
  expect(heads.store.getState()).toMatchObject({ accepting: false, offer: { step: 'ready' } })
  expect(notices()[0]!.message).toBe('The disk is full.')
})
