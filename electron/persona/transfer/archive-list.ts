import { z } from 'zod'

export const ARCHIVE_FORMAT_VERSION = 1

/** `understudy.json` of an exported persona: what the archive holds, so that what was changed or lost on the way is seen. */
export const archiveListSchema = z.object({
  formatVersion: z.literal(ARCHIVE_FORMAT_VERSION),
  kind: z.literal('understudy-persona'),
  id: z.string(),
  exportedAt: z.iso.datetime(),
  files: z.array(z.object({ path: z.string(), size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(10_000),
})
export type ArchiveList = z.infer<typeof archiveListSchema>

/** Of a whole persona, packed or not. The documents' own limits come to far less. */
export const ARCHIVE_LIMITS = { maxEntries: 5_000, maxEntryBytes: 192 * 1024 * 1024, maxTotalBytes: 512 * 1024 * 1024 }
