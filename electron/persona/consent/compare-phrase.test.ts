import { describe, expect, it } from 'vitest'
import { heardWords, isPhraseRead, matchedShare } from './compare-phrase.ts'

const missed = (phrase: string, transcript: string): string[] => heardWords(phrase, transcript).flatMap(({ word, heard }) => (heard ? [] : [word]))

describe('heardWords', () => {
  it('finds all words whatever their case and signs, numbers in figures too', () => {
    expect(missed('Seven quiet lanterns drift.', 'seven, quiet lanterns: DRIFT')).toEqual([])
    expect(missed('Seven quiet lanterns', '7 quiet lanterns')).toEqual([])
  })

  it('names what is missing, and only that', () => {
    expect(missed('seven quiet lanterns drift past', 'seven lanterns past')).toEqual(['quiet', 'drift'])
    expect(missed('seven quiet lanterns', '')).toEqual(['seven', 'quiet', 'lanterns'])
  })

  it('wants them in order: a word said before its turn does not hide those after it', () => {
    expect(missed('one two three four', 'four one two three')).toEqual(['four'])
  })

  it('takes a slight mishearing for the word, as the judgement does', () => {
    const [phrase, transcript] = ['I agree: lanterns drift past harbours', 'I agree lantern drifts past harbors'] as const
    expect(missed(phrase, transcript)).toEqual([])
    expect(matchedShare(phrase, transcript)).toBe(1)
    expect(isPhraseRead(phrase, transcript)).toBe(true)
  })

  it('wants every part of a word that is heard as two', () => {
    expect(missed('a well-known harbour', 'a well known harbour')).toEqual([])
    expect(missed('a well-known harbour', 'a well harbour')).toEqual(['well-known'])
  })
})
