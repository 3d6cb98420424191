import { expect, it } from 'vitest'
import { UnderstudyError } from '../contract/errors.ts'
import type { PersonaService } from '../persona/persona-service.ts'
import { ActivePersona } from './active-persona.ts'

function personas(): { open: (id: string) => Promise<PersonaService>; log: string[] } {
  const log: string[] = []
  const open = (id: string): Promise<PersonaService> => {
    if (id === 'damaged') return Promise.reject(new UnderstudyError('persona_invalid', 'Restore it.'))
    log.push(`open ${id}`)
    return Promise.resolve({ manifest: { id }, dispose: () => log.push(`close ${id}`) } as unknown as PersonaService)
  }
  return { open, log }
}

it('closes the one before only after everybody let go of it', async () => {
  const { open, log } = personas()
  const active = await ActivePersona.open(open, 'a')
  active.onChange(async (current) => {
    await Promise.resolve()
    log.push(`let go for ${current.manifest.id}`)
  })
  await active.use('b')
  expect(log).toEqual(['open a', 'open b', 'let go for b', 'close a'])
  expect(active.current.manifest.id).toBe('b')
})

it('stays as it is when the next cannot be opened, and can be switched afterwards', async () => {
  const { open, log } = personas()
  const active = await ActivePersona.open(open, 'a')
  await expect(active.use('damaged')).rejects.toMatchObject({ code: 'persona_invalid' })
  expect(active.current.manifest.id).toBe('a')
  await Promise.all([active.use('b'), active.use('c')])
  expect(active.current.manifest.id).toBe('c')
  expect(log).toEqual(['open a', 'open b', 'close a', 'open c', 'close b'])
})
