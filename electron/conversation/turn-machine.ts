import { setup } from 'xstate'

/**
 * The turn machine: which state a conversation is in and what may follow. What happens in a state is done by
 * Conversation; this says only what is possible. Pressing during an answer is an interruption: it goes straight
 * to listening.
 */
export const turnMachine = setup({
  types: {
    events: {} as
      | { type: 'press' }
      | { type: 'release' }
      | { type: 'ask' }
      | { type: 'speak' }
      | { type: 'finish' }
      | { type: 'stop' },
  },
}).createMachine({
  id: 'turn',
  initial: 'idle',
  states: {
    idle: { on: { press: 'listening', ask: 'thinking' } },
    listening: { on: { release: 'thinking', ask: 'thinking', stop: 'idle', finish: 'idle' } },
    thinking: { on: { press: 'listening', ask: { target: 'thinking', reenter: true }, speak: 'speaking', finish: 'idle', stop: 'idle' } },
    speaking: { on: { press: 'listening', ask: 'thinking', finish: 'idle', stop: 'idle' } },
  },
})
