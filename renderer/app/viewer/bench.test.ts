import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { encodeFrames } from '../../../electron/animation/frame-codec.ts'
import { COEFFICIENT_COUNT } from '../../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { filmInWorker } from '../../head/film/film-client.ts'
import type { Clip, HeadStage, HeadStageState } from '../heads/head-stage.ts'
import { NoticeBoard } from '../services/notice-board.ts'
import { createPageStore } from '../state/page-store.ts'
import { Bench } from './bench.ts'

const CLIP: Clip = {
  sampleRateHz: 16_000,
  pcm: new Int16Array(1_600),
  frames: encodeFrames([{ index: 0, timeS: 0, coefficients: new Float32Array(COEFFICIENT_COUNT), headRotation: [0, 0, 0], gaze: [0, 0] }]),
}

let board: NoticeBoard
let bench: Bench
beforeEach(() => vi.stubGlobal('location', { href: 'app://understudy/index.html' }))
afterEach(() => {
  bench.dispose()
  board.dispose()
  vi.unstubAllGlobals()
})

function onBench({ path = '/clips/ada.webm', film = () => Promise.resolve(new Uint8Array(9)) }: { path?: string | null; film?: typeof filmInWorker } = {}) {
  const state = createStore<HeadStageState>(() => ({ head: 'live', problem: '', playing: false }))
  const view = { setInspection: vi.fn(), setStill: vi.fn(), setTier: vi.fn(), stats: () => ({ tier: 'medium' }), size: { width: 512, height: 640, pixelRatio: 2 } }
  const stage = { store: state, view, url: 'heads/persona/ada/', sample: () => Promise.resolve(CLIP), stop: vi.fn() } as unknown as HeadStage
  const page = createPageStore()
  board = new NoticeBoard(page)
  const keeper = { choose: vi.fn(() => Promise.resolve(path)), save: vi.fn(() => Promise.resolve()) }
  const filming = vi.fn(film)
  bench = new Bench(stage, 'auto', board, keeper, filming)
  return { keeper, film: filming, state, notices: () => page.getState().notices.map(({ message }) => message), filmed: () => bench.store.getState().filmed }
}
/** Films until it is cancelled. */
const endless: typeof filmInWorker = (_, onShare, signal) =>
  new Promise((_, reject) => {
    onShare(0.4)
    signal.addEventListener('abort', () => reject(new UnderstudyError('cancelled', 'The clip was not finished.')))
  })

it('films what is seen, in the tier and size that are drawn, and saves it where it was asked to', async () => {
  const { keeper, film, filmed } = onBench()
  bench.setWires(true)
  await bench.makeClip(null, 'AI persona: Ada')
  expect(film.mock.calls[0]![0]).toMatchObject({
    ...{ baseUrl: 'app://understudy/heads/persona/ada/', tier: 'medium', size: { width: 512, height: 640, pixelRatio: 2 }, wires: true },
    ...{ mark: 'AI persona: Ada', sampleRateHz: 16_000, pcm: CLIP.pcm, frames: [{ timeS: 0 }] },
  })
  expect(keeper.save).toHaveBeenCalledExactlyOnceWith('/clips/ada.webm', new Uint8Array(9))
  expect(filmed()).toBeNull()
})

it('films nothing where nobody chose a place', async () => {
  const { keeper, film } = onBench({ path: null })
  await bench.makeClip(CLIP, 'AI face')
  expect(film).not.toHaveBeenCalled()
  expect(keeper.save).not.toHaveBeenCalled()
})

it.each<[string, (state: ReturnType<typeof onBench>['state']) => void]>([
  ['somebody cancels it', () => bench.endClip()],
  ['another head is loaded', (state) => state.setState({ head: 'loading' })],
  ['the viewer is left', () => bench.dispose()],
])('leaves nothing of a clip when %s', async (_, end) => {
  const { keeper, film, state, filmed, notices } = onBench({ film: endless })
  const making = bench.makeClip(CLIP, 'AI face')
  await vi.waitFor(() => expect(filmed()).toBe(0.4))
  // One at a time.
  await bench.makeClip(CLIP, 'AI face')
  expect(film).toHaveBeenCalledOnce()
  end(state)
  await making
  expect(filmed()).toBeNull()
  expect(keeper.save).not.toHaveBeenCalled()
  expect(notices()).toEqual([])
})

it('says why a clip could not be made, and can make the next', async () => {
  const { keeper, notices, film } = onBench({ film: () => Promise.reject(new UnderstudyError('unavailable', 'This computer cannot encode WebM.')) })
  await bench.makeClip(CLIP, 'AI face')
  expect(notices()).toEqual(['This computer cannot encode WebM.'])
  film.mockResolvedValueOnce(new Uint8Array(3))
  await bench.makeClip(CLIP, 'AI face')
  expect(keeper.save).toHaveBeenCalledOnce()
})
