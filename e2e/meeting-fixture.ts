import { concat, int16ToFloat } from '../electron/audio/pcm.ts'
import type { MeetingSource } from '../electron/contract/meeting.ts'
import { createEmbeddedVoice } from '../electron/speech/embedded-voice.ts'

interface Line {
  side: MeetingSource
  voice: 'rms' | 'slt' | 'awb'
  text: string
  /** Silence before it, after the end of the line before; negative: they talk at once. */
  afterMs: number
}

export interface SpokenLine extends Line {
  startMs: number
  endMs: number
}

export interface ScriptedMeeting {
  /** Both as long as the meeting: mono, 16 kHz. */
  mic: Float32Array
  system: Float32Array
  lines: readonly SpokenLine[]
}

const RATE_HZ = 16_000
const LEAD_MS = 1_200
const TAIL_MS = 2_000
/** A quiet room: about -66 dBFS. */
const ROOM_AMPLITUDE = 0.0008

const mic = (text: string, afterMs = 500): Line => ({ side: 'mic', voice: 'rms', text, afterMs })
const far = (text: string, afterMs = 500, voice: Line['voice'] = 'slt'): Line => ({ side: 'system', voice, text, afterMs })

/** What has to come out, by words that only this decision or task has. */
export const PLANTED = {
  decisions: [/launch.*(?:second week|may)/i, /smaller package/i, /blue design/i],
  actions: [
    { text: /revised budget/i, owner: 'Them', due: /friday/i },
    { text: /documentation/i, owner: 'Martha', due: /launch/i },
    { text: /room.*workshop/i, owner: 'Me', due: /tomorrow/i },
    { text: /supplier/i, owner: 'Me', due: /monday/i },
  ],
  /** The question from the microphone's side; the far side's is refused. */
  wakes: [
    { source: 'mic', allowed: true, question: /hire/i },
    { source: 'system', allowed: false, question: /pric/i },
  ],
} as const

const SCRIPT: readonly Line[] = [
  mic('Good morning everybody. Let us start with the spring release.', 0),
  far('Good morning. The beta has been running for two weeks with forty customers.'),
  mic('How many of them reported problems with the installer?'),
  far('Only three of them, and all three were on the old operating system.'),
  mic('That sounds good. We decided to move the launch to the second week of May.'),
  far('Agreed. Then we will go with the smaller package for the launch.'),
  mic('Hey Iris, how do you hire people?', 6_000),
  far('I will send the revised budget to everybody by Friday.', 5_000),
  mic('Very good. Martha will update the documentation before the launch.'),
  far('Could you please find a room for the customer workshop?'),
  mic('Yes, I will do that tomorrow morning.', 300),
  mic('The next point is the price of the support contract for our new customers.', 900),
  far('Before we talk about that, I have something to say about the hiring plan.', -2_600),
  // By the voice whose «Iris» is understood each time: of the others' it is «Iarse» or «Hilarious», as it happens to fall.
  far('Hey Iris, what would you change about the pricing?', 2_500, 'rms'),
  mic('We can look at that later.', 1_500),
  mic('Who is going to present the numbers to the board?', 900),
  far('I do not know yet. It depends on the travel dates.'),
  mic('Iris said yesterday that quality comes first, and I think that is right.', 1_000),
  far("Let's go with the blue design for the website.", 800),
  mic('I will call the supplier on Monday.'),
  far('That is nice. The new office has windows on both sides, and the garden is open to everybody.', 600, 'slt'),
  mic('The weather looks better next week.', -1_400),
  far('That was everything for today.', 700),
]

/**
 * A meeting of two sides, spoken by the voices that ship with the product, the same every time: talk at once, silence, a call
 * for the persona from either side, decisions, tasks and an open question. Made in a few seconds.
 */
export async function scriptedMeeting(script: readonly Line[] = SCRIPT): Promise<ScriptedMeeting> {
  const voice = await createEmbeddedVoice()
  try {
    const lines: (SpokenLine & { samples: Float32Array })[] = []
    let endMs = LEAD_MS
    for (const line of script) {
      const chunks: Float32Array[] = []
      for await (const pcm of voice.synthesize(line.text, { voice: line.voice })) chunks.push(int16ToFloat(pcm))
      const samples = concat(chunks)
      const startMs = endMs + line.afterMs
      endMs = startMs + (samples.length / RATE_HZ) * 1000
      lines.push({ ...line, startMs, endMs, samples })
    }
    const totalMs = Math.max(...lines.map((line) => line.endMs)) + TAIL_MS
    return { mic: mixed(lines, 'mic', totalMs), system: mixed(lines, 'system', totalMs), lines: lines.map(({ samples: _, ...line }) => line) }
  } finally {
    await voice.dispose()
  }
}

function mixed(lines: readonly (SpokenLine & { samples: Float32Array })[], side: MeetingSource, totalMs: number): Float32Array {
  const track = roomNoise(Math.ceil((totalMs * RATE_HZ) / 1000), side === 'mic' ? 1 : 2)
  for (const { side: own, startMs, samples } of lines) {
    if (own !== side) continue
    const from = Math.round((startMs * RATE_HZ) / 1000)
    samples.forEach((sample, i) => (track[from + i] = (track[from + i] ?? 0) + sample))
  }
  return track
}

function roomNoise(length: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length }, () => {
    // Multiplier and increment from Numerical Recipes, 2nd edition, section 7.1.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state / 2 ** 31 - 1) * ROOM_AMPLITUDE
  })
}
