import { withServices } from '../../electron/cli/services.ts'
import type { MeetingSource } from '../../electron/contract/meeting.ts'
import { answerAloud } from '../../electron/meeting/answer-aloud.ts'
import { meetingPersona } from '../../electron/meeting/meeting-persona.ts'
import { runRecordedMeeting } from '../../electron/meeting/recorded-meeting.ts'
import { wordErrorRate } from '../../electron/speech/transcript-text.ts'
import { scriptedMeeting } from '../meeting-fixture.ts'
import { summarise, type Measurement } from './statistics.ts'

const ON = 'scripted two-sided meeting'

/** A whole meeting through the app's own service, as quickly as it goes and at its own pace. */
export async function benchMeeting(): Promise<Measurement[]> {
  const { mic, system, lines } = await scriptedMeeting()
  return withServices({}, async (services) => {
    await services.ready()
    const run = (realtime: boolean) =>
      runRecordedMeeting({
        sides: { mic: { samples: mic, label: 'Microphone' }, system: { samples: system, label: 'System' } },
        realtime,
        farSideAllowed: false,
        transcriber: services.clients.transcriber,
        persona: () => meetingPersona(services.persona),
        answer: async ({ question }, follow) => ({ turnId: (await answerAloud(services, question, follow)).turnId }),
      })
    const fast = await run(false)
    const paced = await run(true)
    const wordErrors = (['mic', 'system'] as const).map((side: MeetingSource) => {
      const said = lines.filter((line) => line.side === side).map(({ text }) => text)
      const heard = paced.record.segments.filter(({ source }) => source === side).map(({ text }) => text)
      return wordErrorRate(said.join(' '), heard.join(' ')).rate
    })
    return [
      summarise('meeting.rtf', 'ratio', [fast.realTimeFactor], '≤ 0.6', `${ON}, as quickly as it goes`),
      summarise('meeting.text_lag_ms', 'ms', paced.lagsMs, '≤ 3000', `${ON}, in real time: end of speech to final text`),
      summarise('meeting.wer', 'ratio', wordErrors, '≤ 0.20 a side', `${ON}, in real time; p95 is the worse side`),
    ]
  })
}
