import { realtimeEndpointSchema, type RealtimeEndpoint } from '../../../electron/contract/settings.ts'

/** Whether a persona answers by a Realtime server: as all do, so in a voice of its own, at a server of its own, or never. */
export type RealtimeKind = 'app' | 'voice' | 'server' | 'never'

/** What a server is asked where nobody names a model. */
export const USUAL_MODEL = 'gpt-realtime'

export function realtimeKindOf(own: RealtimeEndpoint | null): RealtimeKind {
  if (!own) return 'app'
  if (own.kind === 'embedded') return 'never'
  return own.baseUrl === undefined ? 'voice' : 'server'
}

/** What each kind begins with; a voice of one server is not asked of another. */
export function realtimeDraft(kind: RealtimeKind, before: RealtimeEndpoint | null): RealtimeEndpoint | null {
  const hasServer = before?.baseUrl !== undefined
  switch (kind) {
    case 'app':
      return null
    case 'voice':
      return { kind: 'custom', ...(before?.voice && !hasServer ? { voice: before.voice } : {}) }
    case 'server':
      return { ...(hasServer ? before : {}), kind: 'custom' }
    case 'never':
      return paused(before ?? { kind: 'embedded' })
  }
}

/** Off, keeping what was entered as far as it can be used again. */
export function paused(draft: RealtimeEndpoint): RealtimeEndpoint {
  const { baseUrl: _baseUrl, ...rest } = draft
  return missingOf(draft) === '' ? { ...draft, kind: 'embedded' } : { ...rest, kind: 'embedded' }
}

/** What the app's choice is called, in brackets. */
export function realtimeName({ kind, baseUrl }: RealtimeEndpoint): string {
  return kind === 'custom' && baseUrl !== undefined ? new URL(baseUrl).host : 'off'
}

/** What is missing before a server can be asked, in a sentence; empty when nothing is. */
export function missingOf(draft: RealtimeEndpoint): string {
  if (!draft.baseUrl) return 'Enter the address'
  return realtimeEndpointSchema.safeParse(draft).success ? '' : 'Correct the address'
}
