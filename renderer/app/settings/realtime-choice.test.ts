import { describe, expect, it } from 'vitest'
import { settingsPatchSchema, type RealtimeEndpoint } from '../../../electron/contract/settings.ts'
import { missingOf, paused, realtimeDraft, realtimeKindOf, realtimeName } from './realtime-choice.ts'

const server: RealtimeEndpoint = { kind: 'custom', baseUrl: 'wss://voice.example:8443/v1/realtime', model: 'm', voice: 'marin' }

describe('a persona’s choice of speech to speech', () => {
  it('is the same when it is read again', () => {
    expect(realtimeKindOf(realtimeDraft('app', server))).toBe('app')
    expect(realtimeKindOf(realtimeDraft('never', server))).toBe('never')
    expect(realtimeKindOf(realtimeDraft('voice', server))).toBe('voice')
    expect(realtimeKindOf(realtimeDraft('server', server))).toBe('server')
  })

  it('takes nothing from one server to another', () => {
    expect(realtimeDraft('voice', server)).toEqual({ kind: 'custom' })
    expect(realtimeDraft('server', { kind: 'custom', voice: 'cedar' })).toEqual({ kind: 'custom' })
    expect(realtimeDraft('voice', { kind: 'custom', voice: 'cedar' })).toEqual({ kind: 'custom', voice: 'cedar' })
  })

  it('keeps a server while it is off, and comes back to it', () => {
    expect(realtimeDraft('server', realtimeDraft('never', server))).toEqual(server)
  })
})

it('can be switched off whatever is typed', () => {
  for (const baseUrl of ['nonsense', 'ftp://x.example', undefined]) {
    const off = paused({ kind: 'custom', model: 'm', ...(baseUrl === undefined ? {} : { baseUrl }) })
    expect(off).toEqual({ kind: 'embedded', model: 'm' })
    expect(settingsPatchSchema.safeParse({ personaRealtime: { ada: off } }).success).toBe(true)
  }
})

it('says what is missing, and what the server is called', () => {
  expect(missingOf({ kind: 'custom' })).toBe('Enter the address')
  expect(missingOf({ kind: 'custom', baseUrl: 'voice.example' })).toBe('Correct the address')
  expect(missingOf(server)).toBe('')
  expect(realtimeName(server)).toBe('voice.example:8443')
  expect(realtimeName(paused(server))).toBe('off')
})
