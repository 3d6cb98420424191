import { join } from 'node:path'
import { z } from 'zod'
import { consentRecordSchema, type ConsentRecord } from '../../contract/persona.ts'
import { PACKAGE } from '../package/layout.ts'
import { readPackageJson, writePackageJson } from '../package/package-json.ts'
import { packageFolders } from './describe.ts'

const revocationSchema = z.object({ nonce: z.string(), revokedAt: z.iso.datetime(), reason: z.string() })
const revocationsSchema = z.object({ formatVersion: z.literal(1), revocations: z.array(revocationSchema) })
type Revocation = z.infer<typeof revocationSchema>

/**
 * Consent that was taken back on this machine, known by its nonce: it is taken back in every copy that is here, and in one
 * that is imported later from an older file. Kept in `ownDirectory/.revoked.json`.
 */
export class Revocations {
  constructor(private readonly ownDirectory: string) {}

  /** Remembers what was just revoked in a package, and revokes it in every own package that holds the same consent. */
  async spread(directory: string): Promise<void> {
    const record = await recordIn(directory)
    if (record === null || record.revokedAt === null) return
    const revocation = { nonce: record.nonce, revokedAt: record.revokedAt, reason: record.revokedReason }
    const { revocations } = await this.load()
    if (!revocations.some(({ nonce }) => nonce === record.nonce)) {
      await writePackageJson(this.path(), { formatVersion: 1, revocations: [...revocations, revocation] })
    }
    for (const id of await packageFolders(this.ownDirectory)) await applyTo(join(this.ownDirectory, id), [revocation])
  }

  /** Revokes the consent in a package if it was taken back before. */
  async apply(directory: string): Promise<void> {
    await applyTo(directory, (await this.load()).revocations)
  }

  private load(): Promise<z.infer<typeof revocationsSchema>> {
    return readPackageJson<z.infer<typeof revocationsSchema>>(this.path(), revocationsSchema, { formatVersion: 1, revocations: [] })
  }

  private path(): string {
    return join(this.ownDirectory, '.revoked.json')
  }
}

async function applyTo(directory: string, revocations: readonly Revocation[]): Promise<void> {
  // A record that cannot be read allows nothing anyway.
  const record = await recordIn(directory).catch(() => null)
  const revocation = revocations.find(({ nonce }) => nonce === record?.nonce)
  if (!record || !revocation || record.revokedAt !== null) return
  await writePackageJson(join(directory, PACKAGE.consent), { ...record, revokedAt: revocation.revokedAt, revokedReason: revocation.reason })
}

function recordIn(directory: string): Promise<ConsentRecord | null> {
  return readPackageJson<ConsentRecord | null>(join(directory, PACKAGE.consent), consentRecordSchema.nullable(), null)
}
