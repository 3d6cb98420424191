import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../../electron/animation/animation-engine.ts'
import { animateFile } from '../../electron/animation/animate-file.ts'
import { measureVadFrameMs } from '../../electron/audio/detect-segments.ts'
import { readSpeech } from '../../electron/audio/read-speech.ts'
import { MODELS_DIR } from '../../electron/cli/paths.ts'
import { MoonshineTranscriber } from '../../electron/speech/moonshine.ts'
import { measureTranscription } from '../../electron/speech/measure-transcription.ts'
import { spokenQuestions } from './spoken-questions.ts'
import { summarise, type Measurement } from './statistics.ts'

/** Debian's pocketsphinx-testdata: human readers, with transcripts. */
const HUMAN_SPEECH_DIR = '/usr/share/pocketsphinx/test/data/librivox'

interface Clip {
  samples: Float32Array
  reference: string
}

export async function benchVad(): Promise<Measurement[]> {
  return [summarise('vad.frame_ms', 'ms', await measureVadFrameMs(2000), '≤ 0.3')]
}

export async function benchTranscription(): Promise<Measurement[]> {
  const human = await humanClips()
  const synthetic = (await spokenQuestions()).map(({ samples16k, text }) => ({ samples: samples16k, reference: text }))
  const transcriber = await MoonshineTranscriber.create({ model: 'base' })
  try {
    const results: Measurement[] = []
    const sets = [
      ['', human.length > 0 ? human : synthetic, human.length > 0 ? 'human speech, pocketsphinx-testdata' : 'synthetic questions'],
      ['.synthetic', synthetic, 'synthetic questions'],
    ] as const
    for (const [suffix, clips, on] of sets) {
      const measured = await measureTranscription(transcriber, clips)
      const words = measured.clips.reduce((sum, clip) => sum + (clip.words ?? 0), 0)
      results.push(summarise(`stt.rtf${suffix}`, 'ratio', measured.clips.map((clip) => clip.realTimeFactor), '≤ 0.10', on))
      results.push(summarise(`stt.wer${suffix}`, 'ratio', [measured.wordErrorRate], '≤ 0.08', `${words} words, ${on}`))
    }
    return results
  } finally {
    await transcriber.dispose()
  }
}

export async function benchAnimation(): Promise<Measurement[]> {
  const engine = await createAnimationEngine({ modelPath: join(MODELS_DIR, AUDIO2FACE_MODEL) })
  try {
    const firstFrameMs: number[] = []
    const realTimeFactor: number[] = []
    for (const { samples16k } of await spokenQuestions()) {
      const animation = await animateFile(engine, samples16k, 16_000)
      firstFrameMs.push(animation.firstFrameMs)
      realTimeFactor.push(animation.realTimeFactor)
    }
    return [
      summarise('animation.first_frame_ms', 'ms', firstFrameMs, '≤ 60'),
      summarise('animation.rtf', 'ratio', realTimeFactor, '≤ 0.02'),
    ]
  } finally {
    await engine.dispose()
  }
}

async function humanClips(): Promise<Clip[]> {
  const list = join(HUMAN_SPEECH_DIR, 'transcription')
  if (!existsSync(list)) return []
  const clips: Clip[] = []
  for (const line of readFileSync(list, 'utf8').split('\n')) {
    const match = /^(?:<s>)?\s*(.*?)\s*(?:<\/s>)?\s*\((\S+)\)\s*$/.exec(line)
    const file = match?.[2] && join(HUMAN_SPEECH_DIR, `${match[2]}.wav`)
    if (match?.[1] && file && existsSync(file)) clips.push({ samples: await readSpeech(file), reference: match[1] })
  }
  return clips
}
