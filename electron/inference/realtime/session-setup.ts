import type { Generation } from './realtime-events.ts'

/** The protocol knows this rate and no other. */
export const REALTIME_RATE_HZ = 24_000

export interface RealtimePersona {
  /** Who it is and what holds in every turn. */
  instructions: string
  voice?: string
}

/**
 * `session.update` as each generation wants it. The server is not to guess where a turn ends: that is known here, and until
 * then it hears nothing.
 */
export function sessionSetup(generation: Generation, { instructions, voice }: RealtimePersona): object {
  if (generation === 'former') {
    return {
      modalities: ['text', 'audio'],
      instructions,
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      turn_detection: null,
      ...(voice ? { voice } : {}),
    }
  }
  const format = { type: 'audio/pcm', rate: REALTIME_RATE_HZ }
  return {
    type: 'realtime',
    instructions,
    output_modalities: ['audio'],
    audio: { input: { format, turn_detection: null }, output: { format, ...(voice ? { voice } : {}) } },
  }
}

/** Something that was said before, as an item of the conversation. */
export function saidItem(role: 'user' | 'assistant', text: string, generation: Generation): object {
  const type = role === 'user' ? 'input_text' : generation === 'former' ? 'text' : 'output_text'
  return { type: 'message', role, content: [{ type, text }] }
}
