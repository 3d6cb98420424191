import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { UnderstudyError } from '../contract/errors.ts'
import { createLogger } from './logger.ts'

const CANARY = 'canary-7f3a'

it('writes what happened and nothing of what was said', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'understudy-log-'))
  const logger = createLogger({ directory, toStderr: false })
  logger.info(
    { text: CANARY, turn: { question: CANARY, sentence: { text: CANARY } }, turnId: 't1' },
    'turn ended',
  )
  logger.error({ err: new SyntaxError(`Unexpected token in ${CANARY}`) }, 'parsing failed')
  logger.error(
    { err: new UnderstudyError('internal', 'Something failed.', { cause: new Error(CANARY) }) },
    'request failed',
  )
  await new Promise((resolve) => logger.flush(resolve))
  const lines = (await readFile(join(directory, 'understudy.log'), 'utf8')).trim().split('\n')
  expect(lines.join()).not.toContain(CANARY)
  expect(lines.map((line) => JSON.parse(line) as { msg: string })).toMatchObject([
    { msg: 'turn ended', turnId: 't1' },
    { msg: 'parsing failed', err: { type: 'SyntaxError' } },
    { msg: 'request failed', err: { message: 'Something failed.', code: 'internal' } },
  ])
  await rm(directory, { recursive: true })
})
