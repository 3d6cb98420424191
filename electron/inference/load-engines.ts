import { join } from 'node:path'
import type { Logger } from 'pino'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../animation/animation-engine.ts'
import { DisposableStore } from '../base/disposable.ts'
import { spawnWorker } from '../base/spawn-worker.ts'
import { EMBEDDED_MODELS } from './endpoints.ts'
import { EngineWorker } from './engine-worker.ts'
import type { Engines } from './engines.ts'
import type { LanguageMethods } from './language-worker.ts'
import type { TranscriptionMethods, TranscriptionWorkerData } from './transcription-worker.ts'
import type { VoiceMethods } from './voice-worker.ts'
import type { WorkerMethods } from './worker-protocol.ts'

export interface LoadEnginesOptions {
  modelsDir: string
  transcriptionModel?: 'base' | 'tiny'
  logger: Logger
  /** A thread died; its engine is gone until the process is started again. */
  onLost: () => void
}

const VOICE_SAMPLE_RATE_HZ = 16_000

/**
 * The real engines, loading at the same time: transcription, voice and text in a thread each, because each computes for
 * tens of milliseconds without a pause; the face in this one, where a step takes under a millisecond or two and its
 * frames go straight to their sockets.
 */
export function loadEngines({ modelsDir, transcriptionModel = 'base', logger, onLost }: LoadEnginesOptions): Engines {
  const store = new DisposableStore()
  const start = <M extends WorkerMethods>(name: string, url: URL, workerData?: object): EngineWorker<M> =>
    store.add(
      new EngineWorker<M>(spawnWorker(url, { workerData }), {
        onLost: (error, detail, wasLoaded) => {
          logger.fatal({ engine: name, code: error.code, detail }, 'an engine is lost')
          // A failed load is told through `ready`.
          if (wasLoaded) onLost()
        },
      }),
    )
  const listening: TranscriptionWorkerData = { model: transcriptionModel }
  const transcription = start<TranscriptionMethods>('transcription', new URL('./transcription-worker.ts', import.meta.url), listening)
  const voice = start<VoiceMethods>('voice', new URL('./voice-worker.ts', import.meta.url))
  const language = start<LanguageMethods>('language', new URL('./language-worker.ts', import.meta.url))
  const animation = loadAnimation(modelsDir)
  store.defer(() => {
    animation.then(
      (engine) => engine.dispose(),
      () => undefined,
    )
  })
  const ready = Promise.all([transcription.ready, voice.ready, language.ready, animation]).then(() => undefined)
  ready.catch(() => undefined)
  return {
    transcription: {
      model: EMBEDDED_MODELS.transcription,
      transcribe: (file, { draft = '', signal }) => transcription.stream('transcribe', { file, draft }, signal),
    },
    speech: {
      model: EMBEDDED_MODELS.speech,
      nativeSampleRateHz: VOICE_SAMPLE_RATE_HZ,
      synthesize: (text, { voice: name, speed, sampleRateHz, signal }) =>
        voice.stream('synthesize', { text, voice: name, speed, sampleRateHz }, signal),
    },
    embedding: {
      model: EMBEDDED_MODELS.embedding,
      embed: (texts, { signal }) => language.call('embed', { texts }, signal),
    },
    chat: {
      model: EMBEDDED_MODELS.language,
      stream: (messages, { signal }) => language.stream('chat', { messages }, signal),
    },
    animation,
    animationModel: EMBEDDED_MODELS.animation,
    ready,
    dispose: () => store.dispose(),
  }
}

const WARM_UP_SAMPLES = 3_200

async function loadAnimation(modelsDir: string): ReturnType<typeof createAnimationEngine> {
  const engine = await createAnimationEngine({ modelPath: join(modelsDir, AUDIO2FACE_MODEL) })
  const stream = engine.openStream({ sampleRateHz: VOICE_SAMPLE_RATE_HZ })
  try {
    await stream.push(new Int16Array(WARM_UP_SAMPLES))
    await stream.end()
  } finally {
    stream.dispose()
  }
  return engine
}
