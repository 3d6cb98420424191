import type { HostChannel, IpcHandlers, PathGrants } from '../../contract/host.ts'
import type { HeadKeeper } from '../head-keeper.ts'
import type { PersonaKeeper } from '../persona-keeper.ts'
import { requireGrant } from './path-grants.ts'

type PersonaChannel = Extract<HostChannel, `personas.${string}` | `heads.${string}`>

export function personaHandlers(personas: PersonaKeeper, heads: HeadKeeper, grants: PathGrants): IpcHandlers<PersonaChannel> {
  const { library } = personas
  return {
    'personas.list': () => library.list(),
    'personas.get': ({ id }) => library.detail(id),
    'personas.use': ({ id }) => personas.use(id),
    'personas.create': ({ folder, profile }) => personas.create(requireGrant(grants, folder), profile),
    'personas.cancel': () => personas.cancel(),
    'personas.addDocuments': ({ id, paths }) => personas.addDocuments(id, paths.map((path) => requireGrant(grants, path))),
    'personas.removeDocument': ({ id, documentId }) => library.removeDocument(id, documentId),
    'personas.restoreDocument': ({ id, documentId }) => library.restoreDocument(id, documentId),
    'personas.update': ({ id, profile, policy }) => library.update(id, profile, policy),
    'personas.delete': ({ id }) => personas.delete(id),
    'personas.restore': ({ id }) => personas.restore(id),
    'personas.export': ({ id, path }) => library.export(id, requireGrant(grants, path)),
    'personas.import': ({ path, onConflict }) => library.import(requireGrant(grants, path), onConflict),
    'personas.challenge': ({ id, ...request }) => library.challenge(id, request),
    'personas.consentBegin': ({ id }) => personas.consentBegin(id),
    'personas.consentEnd': ({ id }) => personas.consentEnd(id),
    'personas.consentCancel': () => personas.consentCancel(),
    'personas.revoke': ({ id, reason }) => library.revoke(id, reason),
    'personas.voices': () => personas.voices(),
    'personas.previewVoice': ({ voiceId }) => heads.sampleVoice(voiceId),
    'personas.setHead': ({ id, headId }) => heads.give(id, headId),
    'personas.removeHead': ({ id }) => library.removeHead(id),
    'personas.undoHead': ({ id }) => library.undoHead(id),
    'heads.begin': ({ files, photographs }) => heads.intake.begin(files, photographs),
    'heads.put': ({ id, file, bytes }) => heads.intake.put(id, file, bytes),
    'heads.read': ({ id }) => heads.intake.read(id),
    'heads.drop': ({ id }) => heads.intake.drop(id),
    'heads.list': () => heads.list(),
    'heads.sample': ({ voiceId }) => heads.sample(voiceId),
    'heads.save': ({ path, bytes }) => heads.save(requireGrant(grants, path), bytes),
  }
}
