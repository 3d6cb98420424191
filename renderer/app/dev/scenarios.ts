import type { Scenario } from './fake-main.ts'
import { answer, earlierTurns, longTurn, questions, status } from './sample.ts'

const failedTurn = answer('failed', questions[1]!, {
  outcome: 'failed',
  answer: '',
  citations: [],
  sentences: [],
  heardMs: 0,
  error: { code: 'provider_failed', kind: 'expected', message: 'The language server did not answer; check its address in the settings, then ask again.', retryable: true },
})

const standIn = answer('stand-in', questions[0]!, {
  trace: {
    transcriptMs: 40,
    firstTokenMs: 120,
    firstAudioMs: 380,
    firstFrameMs: 420,
    doneMs: 5_200,
    providers: [
      { part: 'voice', name: 'Azure Speech at westeurope.tts.speech.microsoft.com' },
      {
        part: 'face',
        name: 'Audio2Face-3D at grpc.nvcf.nvidia.com',
        fallback: { atMs: 1_240, code: 'provider_failed', message: 'Audio2Face-3D at grpc.nvcf.nvidia.com broke off in the middle of its answer; try again, or choose another animation provider in Settings.' },
      },
    ],
  },
})

const talkScenarios: Record<string, Scenario> = {
  providers: {
    turns: [standIn],
    settings: {
      personaFaces: { [status.persona.id]: { kind: 'custom', provider: 'audio2face-3d', baseUrl: 'https://grpc.nvcf.nvidia.com:443', functionId: 'the-id-of-a-function' } },
      endpoints: {
        language: { kind: 'embedded' },
        transcription: { kind: 'embedded' },
        speech: { kind: 'custom', provider: 'azure', baseUrl: 'https://westeurope.tts.speech.microsoft.com', voice: 'en-GB-SoniaNeural' },
        animation: { kind: 'custom', provider: 'triton', baseUrl: 'http://triton.example.org:8000', model: 'understudy-face' },
        realtime: { kind: 'embedded' },
      },
    },
  },
  fresh: {},
  firstRun: { settings: { firstRunDone: false } },
  history: { turns: [...earlierTurns, answer('now', questions[0]!)] },
  listening: { turns: earlierTurns, holdAt: 'listening' },
  thinking: { turns: earlierTurns, holdAt: 'thinking' },
  speaking: { turns: earlierTurns, holdAt: 'speaking' },
  long: {
    turns: [...earlierTurns, longTurn],
    status: {
      persona: {
        ...status.persona,
        name: 'Maximiliane Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh',
        title: 'Executive Director of Long-Baseline Interferometry',
        organisation: 'The Consolidated Northlight Precision Instruments and Metrology Society',
      },
    },
  },
  errors: {
    turns: [...earlierTurns, failedTurn],
    fail: true,
    status: {
      inference: 'restarting',
      keyStorage: 'unprotected',
      hotkey: { key: 'F8', mode: 'toggle', problem: 'Key-up cannot be seen on this desktop, so the hold key switches: press once to talk, once more to ask.' },
    },
    settings: {
      endpoints: {
        language: { kind: 'custom', baseUrl: 'https://inference.example.org/v1', model: 'large-instruct' },
        transcription: { kind: 'embedded' },
        speech: { kind: 'custom', baseUrl: 'https://voice.example.org/v1', model: 'tts', voice: 'iris' },
        animation: { kind: 'embedded' },
        realtime: { kind: 'embedded' },
      },
    },
  },
}

const others = import.meta.glob<Record<string, Scenario>>('./*-scenarios.ts', { eager: true, import: 'scenarios' })

/** Every state the page can be looked at in: `?scenario=NAME&view=NAME&theme=light|dark`. Screens have files of their own, which export `scenarios`. */
export const scenarios: Record<string, Scenario> = Object.assign({}, talkScenarios, ...Object.values(others))
