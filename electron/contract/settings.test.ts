import { expect, it } from 'vitest'
import { settingsPatchSchema, settingsSchema } from './settings.ts'

it('changes only what a patch names', () => {
  expect(settingsPatchSchema.parse({ theme: 'dark' })).toEqual({ theme: 'dark' })
})

it('can patch every setting there is', () => {
  expect(Object.keys(settingsPatchSchema.shape)).toEqual(Object.keys(settingsSchema.shape))
})
