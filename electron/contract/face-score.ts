import { z } from 'zod'

/** What `face score` reads: when each phone is heard, and what a face did. */

const timedPhoneSchema = z.object({
  /** ARPAbet, lower case without stress; `pau` is silence. */
  symbol: z.string().min(1).max(8),
  startS: z.number().nonnegative(),
  endS: z.number().nonnegative(),
})

export const timedPhonesFileSchema = z.union([
  z.array(timedPhoneSchema).min(1).transform((phones) => ({ phones })),
  z.object({ phones: z.array(timedPhoneSchema).min(1) }),
])

export const facesFileSchema = z.object({
  /** Coefficient names in any order, or Oculus visemes (`PP`, `viseme_aa`). */
  channels: z.array(z.string()).min(1),
  /** Presentation time of each frame, seconds. */
  times: z.array(z.number()).min(1),
  /** A value a channel for each frame. */
  frames: z.array(z.array(z.number())).min(1),
})
export type FacesFile = z.infer<typeof facesFileSchema>
