import { Button } from '@mantine/core'
import { usePage } from '../services/services-context.tsx'
import { hostOf, slotWords } from './key-words.ts'
import { Row } from './section.tsx'
import type { Keys } from './use-keys.ts'

/** Every host that has a key, those too that no address leads to any more. */
export function StoredKeys({ keys }: { keys: Keys }) {
  const personas = usePage((state) => state.personas)
  const nameOf = (id: string): string => personas?.find((persona) => persona.id === id)?.name ?? id
  return keys.places.map((place) => (
    <Row key={`${place.slot} ${place.origin}`} label={`Key for ${hostOf(place.origin)}`} hint={`${slotWords(place.slot, nameOf)}. Sent to this host and to no other.`}>
      {(labelId) => (
        <Button variant="subtle" color="gray" justify="flex-end" aria-describedby={labelId} onClick={() => void keys.store(place, null)}>
          Delete the key
        </Button>
      )}
    </Row>
  ))
}
