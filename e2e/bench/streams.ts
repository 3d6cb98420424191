import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { AnimationClient, type AnimationCall } from '../../electron/animation/animation-client.ts'
import { concat } from '../../electron/audio/pcm.ts'
import { withServices } from '../../electron/cli/services.ts'
import { spokenQuestions } from './spoken-questions.ts'
import { summarise, type Measurement } from './statistics.ts'

const STREAMS = 32
const SECONDS = 20
const RATE_HZ = 16_000
/** What a speaker of an answer has ready at first, and then sends in the pace of its playback. */
const FIRST_CHUNK_MS = 200
const CHUNK_MS = 100
/** Playback begins this long after the first chunk was sent. */
const PLAYBACK_AFTER_MS = 60
/** One after the other within this time. */
const SPREAD_MS = 1_000
const BULK_STREAMS = 4
const BULK_SECONDS = 60

interface StreamResult {
  firstFrameMs: number
  /** Of each frame: its arrival after the moment at which it is heard; negative where it was in time. */
  latenessMs: number[]
}

interface Run {
  results: StreamResult[]
  coreShare: number
}

/**
 * Many faces at once through the real process, in real time, the clients on the same cores: 32 streams that begin one after
 * the other, 32 that begin in the same moment, and 32 with recordings sent in one go beside them.
 */
export async function benchStreams(): Promise<Measurement[]> {
  const speech = concat((await spokenQuestions()).map(({ samples16k }) => samples16k)).map((sample) => sample * 32_767)
  const pcm = Int16Array.from(speech)
  return withServices({}, async (services) => {
    await services.ready()
    const { baseURL, token } = await services.supervisor.endpoint()
    const server = { url: `${baseURL.replace('http', 'ws')}/animation`, token }
    const client = new AnimationClient(server)
    const cpuS = async (): Promise<number> => {
      const text = await (await fetch(`${baseURL.replace('/v1', '')}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text()
      return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1])
    }
    const run = async (spreadMs: number, beside: () => Promise<unknown>): Promise<Run> => {
      const calls = await Promise.all(Array.from({ length: STREAMS }, () => client.open({ sampleRate: RATE_HZ })))
      const [beganS, beganMs] = [await cpuS(), performance.now()]
      const streams = calls.map(async (call, k) => {
        await delay((k / STREAMS) * spreadMs)
        return live(call, from(pcm, k, SECONDS))
      })
      const [results] = await Promise.all([Promise.all(streams), beside()])
      return { results, coreShare: (await cpuS() - beganS) / ((performance.now() - beganMs) / 1000) / STREAMS }
    }
    const nothing = (): Promise<void> => Promise.resolve()
    const recordings = (): Promise<unknown> => Promise.all(Array.from({ length: BULK_STREAMS }, (_, k) => inOneGo(server, from(pcm, k, BULK_SECONDS))))
    const spread = await run(SPREAD_MS, nothing)
    const burst = await run(0, nothing)
    const beside = await run(SPREAD_MS, recordings)
    return [
      ...measurements('streams', spread, `${STREAMS} streams of ${SECONDS} s in real time, begun within ${SPREAD_MS / 1000} s`),
      summarise('streams.core_share', 'ratio', [spread.coreShare], '≤ 0.02', 'of one core a stream, the whole process'),
      ...measurements('streams.burst', burst, 'the same, begun in the same moment'),
      ...measurements('streams.beside_bulk', beside, `begun within ${SPREAD_MS / 1000} s, with ${BULK_STREAMS} recordings of ${BULK_SECONDS} s sent in one go`),
    ]
  })
}

function measurements(id: string, { results }: Run, on: string): Measurement[] {
  const latenessMs = results.flatMap((result) => result.latenessMs)
  const late = latenessMs.filter((ms) => ms > 0).length
  const worst = latenessMs.reduce((most, ms) => Math.max(most, ms), -Infinity)
  return [
    summarise(`${id}.first_frame_ms`, 'ms', results.map(({ firstFrameMs }) => firstFrameMs), '≤ 60', on),
    summarise(`${id}.lateness_ms`, 'ms', latenessMs, '≤ 0', `arrival after the frame’s moment is heard, ${PLAYBACK_AFTER_MS} ms after the first chunk; worst ${worst.toFixed(0)}`),
    summarise(`${id}.late_frames`, 'frames', [late], '0', `of ${latenessMs.length}`),
  ]
}

/** Each stream says something else. */
function from(pcm: Int16Array, stream: number, seconds: number): Int16Array {
  const start = (stream * 2.7 * RATE_HZ) % pcm.length | 0
  const joined = new Int16Array(seconds * RATE_HZ)
  for (let n = 0; n < joined.length; n++) joined[n] = pcm[(start + n) % pcm.length]!
  return joined
}

async function live(call: AnimationCall, pcm: Int16Array): Promise<StreamResult> {
  const beganMs = performance.now()
  const sending = sendInPace(call, pcm, beganMs)
  const latenessMs: number[] = []
  let firstFrameMs = Number.NaN
  for await (const { timeS } of call.frames) {
    const atMs = performance.now() - beganMs
    if (latenessMs.length === 0) firstFrameMs = atMs
    latenessMs.push(atMs - PLAYBACK_AFTER_MS - timeS * 1000)
  }
  await sending
  return { firstFrameMs, latenessMs }
}

async function sendInPace(call: AnimationCall, pcm: Int16Array, beganMs: number): Promise<void> {
  const samplesOf = (ms: number): number => (ms / 1000) * RATE_HZ
  await call.push(pcm.subarray(0, samplesOf(FIRST_CHUNK_MS)))
  let sentMs = FIRST_CHUNK_MS
  for (let tick = 1; samplesOf(sentMs) < pcm.length; tick++, sentMs += CHUNK_MS) {
    await delay(Math.max(0, beganMs + tick * CHUNK_MS - performance.now()))
    await call.push(pcm.subarray(samplesOf(sentMs), samplesOf(sentMs + CHUNK_MS)))
  }
  await call.end()
}

/** Its frames are not looked at: that would cost the clients beside it their time. */
async function inOneGo(server: { url: string; token: string }, pcm: Int16Array): Promise<void> {
  const socket = new WebSocket(server.url, { headers: { authorization: `Bearer ${server.token}` } })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'start', sampleRate: RATE_HZ }))
  socket.send(pcm)
  socket.send(JSON.stringify({ type: 'end' }))
  await once(socket, 'close')
}
