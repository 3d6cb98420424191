import { useEffect, useState } from 'react'
import { useServices } from '../services/services-context.tsx'
import { subtitleAt, type Subtitle } from '../state/subtitles.ts'

/** The words that are audible now, of an answer or of its recording; renders only when the word changes. */
export function useSubtitle(): Subtitle | null {
  const { player, store } = useServices()
  const [subtitle, setSubtitle] = useState<Subtitle | null>(null)
  useEffect(() => {
    let request = 0
    const follow = (): void => {
      const { conversation, replay } = store.getState()
      const sentences = replay?.sentences ?? conversation.turns.find(({ id }) => id === player.turnId)?.sentences ?? []
      const positionMs = player.positionMs()
      const next = positionMs === null ? null : subtitleAt(sentences, positionMs)
      setSubtitle((current) =>
        current?.sentence === next?.sentence && current?.spokenWords === next?.spokenWords ? current : next,
      )
      request = requestAnimationFrame(follow)
    }
    request = requestAnimationFrame(follow)
    return () => cancelAnimationFrame(request)
  }, [player, store])
  return subtitle
}
