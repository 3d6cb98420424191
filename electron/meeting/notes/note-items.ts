import type { NoteItem } from '../../contract/meeting.ts'
import { contentStems } from '../../persona/terms.ts'
import type { ActionDraft } from './actions.ts'
import type { Sentence } from './sentences.ts'
import { overlap } from './summary.ts'

/** Two items this much alike within this time are one that was said twice. */
const SAME_SHARE = 0.75
const SAME_WITHIN_MS = 120_000

/** A line of the notes, linked to the segments of the sentences that it rests on. */
export function itemOf(sentences: readonly Sentence[], { text, from, owner, due }: ActionDraft): NoteItem {
  const parts = from.map((index) => sentences[index]!).sort((a, b) => a.startMs - b.startMs)
  return {
    text,
    atMs: parts[0]!.startMs,
    segmentIds: [...new Set(parts.flatMap(({ segmentIds }) => segmentIds))],
    ...(owner === undefined ? {} : { owner }),
    ...(due === undefined ? {} : { due }),
  }
}

/** Items in order, what was said twice once. */
export function merged(items: readonly NoteItem[]): NoteItem[] {
  const kept: NoteItem[] = []
  for (const item of items) {
    const same = kept.findLastIndex((other) => item.atMs - other.atMs <= SAME_WITHIN_MS && isSame(other, item))
    if (same < 0) kept.push(item)
    else kept[same] = joined(kept[same]!, item)
  }
  return kept
}

function joined(first: NoteItem, again: NoteItem): NoteItem {
  const { owner = again.owner, due = again.due } = first
  return {
    ...first,
    segmentIds: [...new Set([...first.segmentIds, ...again.segmentIds])],
    ...(owner === undefined ? {} : { owner }),
    ...(due === undefined ? {} : { due }),
  }
}

function isSame(one: NoteItem, other: NoteItem): boolean {
  if (one.owner !== undefined && other.owner !== undefined && one.owner !== other.owner) return false
  if (one.text === other.text) return true
  const [stems, others] = [contentStems(one.text), contentStems(other.text)]
  return Math.min(stems.size, others.size) >= 2 && overlap(stems, others) >= SAME_SHARE
}
