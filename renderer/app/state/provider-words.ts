import type { TurnProvider } from '../../../electron/contract/turn.ts'

/** In a sentence: «the built-in voice». */
export const PART_NAMES: Record<TurnProvider['part'], string> = { language: 'answer engine', voice: 'voice', face: 'face', answer: 'way of answering' }
export const PART_LABELS: Record<TurnProvider['part'], string> = { language: 'Words', voice: 'Voice', face: 'Face', answer: 'Answer' }
