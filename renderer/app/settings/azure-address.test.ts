import { expect, it } from 'vitest'
import { azureAddress } from './azure-address.ts'

it.each([
  ['westeurope', 'https://westeurope.tts.speech.microsoft.com'],
  ['EastUS2', 'https://eastus2.tts.speech.microsoft.com'],
  ['http://localhost:5000', 'http://localhost:5000'],
  ['west europe', 'west europe'],
])('takes %s for %s', (typed, address) => expect(azureAddress(typed)).toBe(address))
