import { MeetingDatabase } from './meeting-database.ts'
import { TurnDatabase } from './turn-database.ts'

/** Every database that a store worker can host, by name: each class takes `(path, encryptionKey?)` and has `close()`. */
export const DATABASES = {
  turns: TurnDatabase,
  meetings: MeetingDatabase,
}

export type DatabaseName = keyof typeof DATABASES
export type DatabaseOf<Name extends DatabaseName> = InstanceType<(typeof DATABASES)[Name]>
