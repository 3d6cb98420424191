import type { Command } from 'commander'
import { UnderstudyError } from '../contract/errors.ts'
import { realtimeEndpointSchema, settingsSchema, type Settings } from '../contract/settings.ts'
import type { ServiceOptions, Services } from '../conversation/services.ts'

export interface RealtimeChoice {
  /** True where the option stands without an address, which only `converse` takes. */
  realtime?: string | true
  realtimeModel?: string
  realtimeVoice?: string
}

const REALTIME = "a server of OpenAI's Realtime protocol hears and answers (wss://host/v1/realtime); its key is read from UNDERSTUDY_REALTIME_KEY"

/**
 * Lets somebody else hear the question and speak the answer, as the app's settings can.
 * @param alone what the option means without an address, where it may stand so
 */
export function withRealtimeOptions(command: Command, alone?: string): Command {
  return command
    .option(alone === undefined ? '--realtime <url>' : '--realtime [url]', alone === undefined ? REALTIME : `${alone}; with an address ${REALTIME}`)
    .option('--realtime-model <name>', 'with --realtime: the model; else that of the address, else gpt-realtime')
    .option('--realtime-voice <name>', 'with --realtime: the voice')
}

/** @throws UnderstudyError `bad_request` for what is no address */
export function realtimeServices({ realtime, realtimeModel, realtimeVoice }: RealtimeChoice): Partial<Settings> & { key?: ServiceOptions['key'] } {
  if (realtime === undefined || realtime === true) return {}
  const endpoint = realtimeEndpointSchema.safeParse({ kind: 'custom', baseUrl: realtime, ...(realtimeModel ? { model: realtimeModel } : {}), ...(realtimeVoice ? { voice: realtimeVoice } : {}) }).data
  if (!endpoint) throw new UnderstudyError('bad_request', 'The address after --realtime starts with wss://, ws://, https:// or http://.')
  const { endpoints } = settingsSchema.parse({})
  return { endpoints: { ...endpoints, realtime: endpoint }, key: ({ slot }) => Promise.resolve(slot === 'realtime' ? (process.env['UNDERSTUDY_REALTIME_KEY'] ?? null) : null) }
}

/** Who names a server wants it asked. @throws UnderstudyError `persona_may_not_speak` where the person has not agreed to that */
export function requireRealtime({ persona }: Services, { realtime }: RealtimeChoice): void {
  if (typeof realtime === 'string') persona.requireUse('realtime')
}
