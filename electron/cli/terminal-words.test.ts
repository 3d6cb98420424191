import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFaceProvider } from '../animation/providers/create-provider.ts'
import { connectionError, overloaded, refusedKey, statusError, wrongAnswer } from '../animation/providers/provider-errors.ts'
import { terminalWords } from './terminal-words.ts'

const NAME = 'Audio2Face-3D at a.example'

describe('at a terminal', () => {
  it.each([
    [refusedKey(NAME), `${NAME} refused the key; put a valid one into the variable that --key-env names.`],
    [statusError(401, NAME, { hasKey: false }), `${NAME} asks for a key; name the variable that holds one with --key-env.`],
    [statusError(500, NAME), `${NAME} failed with status 500; try again, or choose another with --provider.`],
    [overloaded(NAME), `${NAME} has too much to do or your quota there is used up; wait a little, or choose another with --provider.`],
    [connectionError(new Error('ENOTFOUND'), NAME), `The host of ${NAME} is unknown; check its address and your connection.`],
    [connectionError(new Error('wrong version number'), NAME), `${NAME} does not speak TLS; write http:// instead of https:// in its address.`],
    [wrongAnswer(NAME, 'sent nonsense'), `${NAME} sent nonsense; check its address, or choose another animation provider.`],
  ])('a message names options: %s', (error, words) => expect(terminalWords(error.message)).toBe(words))

  it('a hosted function is given as an option', () => {
    const make = (): unknown => createFaceProvider({ provider: 'audio2face-3d', address: 'https://grpc.nvcf.nvidia.com:443' })
    expect(make).toThrow()
    try {
      make()
    } catch (error) {
      expect(terminalWords((error as Error).message)).toBe('The hosted Audio2Face-3D needs the id of a function; give it with --function-id.')
    }
  })

  it('no message sends anybody to Settings', async () => {
    const root = new URL('..', import.meta.url).pathname
    const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    const lines = (await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))).flatMap((text) => text.split('\n'))
    const messages = lines.filter((line) => /[`'].*in Settings/.test(line) && !line.includes('terminal'))
    expect(messages.length).toBeGreaterThan(20)
    for (const message of messages) expect(terminalWords(message.replace(/^.*?\/g?,/, ''))).not.toMatch(/in Settings/)
  })
})
