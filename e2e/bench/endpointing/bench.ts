import { SileroVad } from '../../../electron/audio/silero.ts'
import { CAPTURE_FRAME_MS } from '../../../electron/contract/audio.ts'
import { Endpointer } from '../../../electron/conversation/turn-end/endpointer.ts'
import { MoonshineTranscriber } from '../../../electron/speech/moonshine.ts'
import { summarise, type Measurement } from '../statistics.ts'
import { observe, type Observed } from './observe.ts'
import { SPEAKERS, speakUtterances } from './spoken-utterances.ts'
import { dev, heldOut } from './utterances.ts'

const SPEECH = 0.5
/** Silence after which voice activity alone would end a turn. */
const PLAIN_MS = [300, 500, 700, 900]

/** When a turn is ended; ms from the start of the sound. */
type Policy = (observed: Observed) => number

/** Turns cut off and waits at their ends, by voice activity alone and by the endpointer. Each speaker is a new one to it. */
export async function benchEndpointing(set: 'dev' | 'heldOut'): Promise<Measurement[]> {
  const vad = await SileroVad.create()
  const transcriber = await MoonshineTranscriber.create()
  try {
    const all: Observed[] = []
    for await (const utterance of speakUtterances(set === 'dev' ? dev : heldOut, SPEAKERS[set])) all.push(await observe(utterance, vad, transcriber))
    const id = set === 'dev' ? 'endpointing_dev' : 'endpointing'
    const kinds = [...new Set(all.map(({ utterance }) => utterance.kind))]
    return [
      ...PLAIN_MS.flatMap((waitMs) => measure(id, `voice activity alone, ${waitMs} ms`, all, afterSilence(waitMs))),
      ...measure(id, 'words, voice and pauses', all, byEndpointer),
      ...kinds.map((kind) => measure(id, `words, voice and pauses: ${kind}`, all.filter(({ utterance }) => utterance.kind === kind), byEndpointer)[0]!),
    ]
  } finally {
    await Promise.all([vad.dispose(), transcriber.dispose()])
  }
}

function measure(id: string, how: string, all: readonly Observed[], policy: Policy): Measurement[] {
  const ends = all.map((observed) => ({ ...observed.utterance, atMs: policy(observed) }))
  const whole = ends.filter(({ atMs, endMs }) => atMs >= endMs)
  const delays = (some: typeof ends): number[] => some.map(({ atMs, endMs }) => atMs - endMs)
  const cutOff = summarise(`${id}.cut_off`, 'ratio', [(ends.length - whole.length) / ends.length], '≤ 0.10', how)
  return [
    { ...cutOff, n: ends.length },
    summarise(`${id}.delay_ms`, 'ms', delays(whole), 'p95 ≤ 1200', how),
    summarise(`${id}.delay_finished_ms`, 'ms', delays(whole.filter(({ kind }) => kind === 'finished')), '', `${how}: finished without a pause`),
  ]
}

function afterSilence(waitMs: number): Policy {
  return ({ frames }) => {
    let lastSpeech = Infinity
    const end = frames.findIndex(({ probability }, index) => {
      if (probability >= SPEECH) lastSpeech = index
      return (index - lastSpeech) * CAPTURE_FRAME_MS >= waitMs
    })
    return (end + 1) * CAPTURE_FRAME_MS
  }
}

function byEndpointer({ frames, transcripts }: Observed): number {
  const endpointer = new Endpointer()
  let begun = false
  let told = 0
  let speechEndMs = 0
  for (const [index, { samples, probability }] of frames.entries()) {
    const nowMs = (index + 1) * CAPTURE_FRAME_MS
    if (!begun && probability >= SPEECH) {
      begun = true
      endpointer.begin()
    }
    if (probability >= SPEECH) speechEndMs = nowMs
    const over = endpointer.push(samples, probability)
    for (; transcripts[told] && transcripts[told]!.atMs <= nowMs; told++) {
      const { text, speechEndMs: upToMs } = transcripts[told]!
      endpointer.heard(text, upToMs === speechEndMs ? nowMs - speechEndMs : 0)
    }
    if (over) return nowMs
  }
  return Infinity
}
