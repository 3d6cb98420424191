import { UnderstudyError } from '../../contract/errors.ts'
import type { HostChannel, IpcHandlers, PathGrants } from '../../contract/host.ts'
import { turnSummarySchema } from '../../contract/ipc.ts'
import type { TurnStore } from '../../store/turn-store.ts'
import type { Conversation } from '../conversation.ts'
import type { DocumentDesk } from '../document-desk.ts'
import type { Services } from '../services.ts'
import { requireGrant } from './path-grants.ts'

type TalkChannel = Extract<HostChannel, `talk.${string}` | `turns.${string}` | `persona.${string}` | `settings.${string}`>

export function talkHandlers(parts: {
  conversation: Conversation
  store: TurnStore
  services: Services
  desk: DocumentDesk
  grants: PathGrants
  hold: { press(): void; release(): void }
}): IpcHandlers<TalkChannel> {
  const { conversation, store, services, desk, grants, hold } = parts
  return {
    'talk.press': () => hold.press(),
    'talk.release': () => hold.release(),
    'talk.ask': ({ text }) => void conversation.ask(text),
    'talk.stop': () => conversation.stop(),
    'talk.document': (given) => desk.give(given),
    'talk.feedback': () => desk.current,
    'talk.exportFeedback': ({ path }) => desk.export(requireGrant(grants, path)),
    'turns.list': async (query) => (await store.list({ ...query, personaId: services.persona.manifest.id })).map((turn) => turnSummarySchema.parse(turn)),
    'turns.get': ({ id }) => store.get(id),
    'turns.recording': ({ id, part }) => store.recording(id, part),
    'turns.delete': ({ id }) => store.delete(id),
    'turns.restore': ({ id }) => store.restore(id),
    'persona.documents': () =>
      services.persona.corpus.documents.map(({ id, title, kind, date }) => ({ id, title, kind, ...(date ? { date } : {}) })),
    'persona.document': ({ documentId }) => {
      const document = services.persona.document(documentId)
      if (!document) throw new UnderstudyError('not_found', 'That document is no longer part of this persona.')
      return document
    },
    'settings.testEndpoint': ({ role, persona }) => (role === 'realtime' ? testRealtime(services, persona) : services.clients.testEndpoint(role, persona)),
  }
}

async function testRealtime({ interlocutor }: Services, persona?: string): Promise<{ ok: boolean; detail: string }> {
  const startedMs = performance.now()
  try {
    const name = await interlocutor.test(persona)
    return { ok: true, detail: `${name} opened a session in ${Math.round(performance.now() - startedMs)} ms. Nothing was asked, so nothing was counted.` }
  } catch (error) {
    return { ok: false, detail: UnderstudyError.from(error).message }
  }
}
