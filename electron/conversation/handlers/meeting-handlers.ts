import type { HostChannel, IpcHandlers, PathGrants } from '../../contract/host.ts'
import type { MeetingService } from '../../meeting/meeting-service.ts'
import { requireGrant } from './path-grants.ts'

type MeetingChannel = Extract<HostChannel, `meeting.${string}` | `meetings.${string}`>

export function meetingHandlers(meetings: MeetingService, grants: PathGrants): IpcHandlers<MeetingChannel> {
  return {
    'meeting.start': (request) => meetings.start(request),
    'meeting.pause': () => meetings.pause(),
    'meeting.resume': () => meetings.resume(),
    'meeting.stop': () => meetings.stop(),
    'meeting.current': () => meetings.current(),
    'meeting.allowFarSide': ({ allowed }) => meetings.allowFarSide(allowed),
    'meetings.list': ({ search }) => meetings.list(search),
    'meetings.get': ({ id }) => meetings.get(id),
    'meetings.rename': ({ id, title }) => meetings.rename(id, title),
    'meetings.delete': ({ id }) => meetings.delete(id),
    'meetings.restore': ({ id }) => meetings.restore(id),
    'meetings.recording': ({ id, startMs, durationMs }) => meetings.recording(id, startMs, durationMs),
    'meetings.export': ({ id, format, path }) => meetings.export(id, format, requireGrant(grants, path)),
  }
}
