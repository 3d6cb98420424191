import { fileURLToPath } from 'node:url'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../../animation/animation-engine.ts'
import { decodeWav } from '../../audio/wav.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { Engines } from '../engines.ts'
import { EMBEDDED_MODELS } from '../endpoints.ts'

/** Says what was done to the engines, and holds them where a test wants them held. */
export interface StandInEngines extends Engines {
  /** Calls that ended before their last value. */
  abandoned: string[]
  /** When set, speech pauses after its first chunk until the promise resolves. */
  gate: Promise<void> | null
}

const CHUNKS = 5
const CHUNK_SAMPLES = 800

/** Small deterministic engines with the behaviour of the real ones: they stream, they can be cancelled, they refuse. */
export function standInEngines(): StandInEngines {
  const animation = createAnimationEngine({ modelPath: fileURLToPath(new URL(`../../../models/${AUDIO2FACE_MODEL}`, import.meta.url)) })
  const engines: StandInEngines = {
    abandoned: [],
    gate: null,
    transcription: {
      model: EMBEDDED_MODELS.transcription,
      async *transcribe(file, { draft }) {
        const { samples, sampleRateHz } = decodeWav(file)
        const durationS = samples.length / sampleRateHz
        yield { text: 'heard', durationS }
        yield { text: `heard ${samples.length} samples${draft ? ` and ${draft}` : ''}`, durationS }
      },
    },
    speech: {
      model: EMBEDDED_MODELS.speech,
      nativeSampleRateHz: 16_000,
      async *synthesize(_text, { voice, signal, sampleRateHz }) {
        if (voice !== 'default') throw new UnderstudyError('not_found', 'There is no such voice.')
        let made = 0
        try {
          for (; made < CHUNKS; made++) {
            const phones = made === 0 ? [{ symbol: 'ah', startS: 0, endS: 0.1 }] : []
            yield { pcm: new Int16Array(CHUNK_SAMPLES).fill(sampleRateHz / 100 + made), phones }
            if (engines.gate) await Promise.race([engines.gate, aborted(signal)])
          }
        } finally {
          if (made < CHUNKS) engines.abandoned.push('speech')
        }
      },
    },
    embedding: {
      model: EMBEDDED_MODELS.embedding,
      embed: (texts) => Promise.resolve(texts.map((text) => Float32Array.of(text.length, 0.5, -1))),
    },
    chat: {
      model: EMBEDDED_MODELS.language,
      async *stream(messages, { signal }) {
        for (const word of (messages.at(-1)?.content ?? '').split(/(?<= )/)) {
          if (engines.gate) await Promise.race([engines.gate, aborted(signal)])
          yield word
        }
      },
    },
    animation,
    animationModel: EMBEDDED_MODELS.animation,
    ready: Promise.resolve(),
    dispose: () => void animation.then((engine) => engine.dispose()),
  }
  return engines
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(new UnderstudyError('cancelled', 'The request was cancelled.'))
    if (signal?.aborted) fail()
    else signal?.addEventListener('abort', fail, { once: true })
  })
}
