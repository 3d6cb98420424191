import { describe, expect, it } from 'vitest'
import { noticeOf, withNotice, type Notice } from './notices.ts'

const notice = (id: number, message: string): Notice => ({ id, tone: 'problem', message })

describe('withNotice', () => {
  it('says the same sentence once, and no more than three at a time', () => {
    const shown = [notice(1, 'a'), notice(2, 'b'), notice(3, 'a'), notice(4, 'c'), notice(5, 'd')].reduce(withNotice, [] as Notice[])
    expect(shown.map(({ id }) => id)).toEqual([3, 4, 5])
  })
})

describe('noticeOf', () => {
  it('stays silent about what somebody asked for, and is calm about an empty hold', () => {
    expect(noticeOf({ code: 'cancelled', kind: 'cancelled', message: 'x', retryable: false }, 1)).toBeNull()
    expect(noticeOf({ code: 'no_speech', kind: 'expected', message: 'x', retryable: true }, 1)?.tone).toBe('info')
    expect(noticeOf({ code: 'disk_full', kind: 'expected', message: 'x', retryable: false }, 1)?.tone).toBe('problem')
  })
})
