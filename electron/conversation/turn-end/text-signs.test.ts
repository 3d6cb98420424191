import { describe, expect, it } from 'vitest'
import { textSigns, type TextSign } from './text-signs.ts'

const EXPECTED: Record<string, [text: string, sign: TextSign][]> = {
  'what goes on': [
    ['I wanted to ask about the', 'open_phrase'],
    ['Why did you?', 'open_phrase'],
    ['What do you think about, um?', 'filler'],
    ['So', 'filler'],
    ['On Monday. No, wait.', 'correcting'],
    ['The price went up by ten, sorry.', 'correcting'],
    ['If the hub breaks,', 'subordinate'],
    ['Because the shipment came late.', 'subordinate'],
    ['I have two questions.', 'preamble'],
    ['Could you tell me?', 'preamble'],
    ['There are three problems. The sound, the light.', 'announced'],
    ['We need cables, two batteries, a charger.', 'list'],
    ['My order number is seven, three, two.', 'number'],
    ['My phone number is 555-214', 'number'],
    ['How do you decide?', 'continuable'],
    ['I read your letter from March,', 'no_mark'],
    ['Orange juice.', 'scrap'],
  ],
  'what is over': [
    ['What happened on Sunday?', 'question'],
    ['What are you working on?', 'question'],
    ['If the hub breaks, who pays for it?', 'question'],
    ['On Monday. What do we do then?', 'question'],
    ['I think the price is too high.', 'statement'],
    ['We need cables, two batteries, and a box.', 'statement'],
    ['There are two problems. The sound and the light.', 'statement'],
    ['My phone number is 617-555-0123', 'statement'],
    ['Stop.', 'short_turn'],
    ['Why not?', 'short_turn'],
    ['Thank you very much.', 'short_turn'],
  ],
}

describe('textSigns', () => {
  for (const [what, cases] of Object.entries(EXPECTED)) {
    it.each(cases)(`knows ${what}: «%s»`, (text, sign) => {
      expect(textSigns(text)).toContain(sign)
    })
  }

  it('finds no reason to go on in what is over', () => {
    for (const [text] of EXPECTED['what is over']!) {
      expect(textSigns(text).filter((sign) => !['question', 'statement', 'short_turn', 'no_mark'].includes(sign)), text).toEqual([])
    }
  })

  it('takes nothing, blanks and marks alone', () => {
    for (const text of ['', '   ', '?!', '…', '-']) expect(textSigns(text)).not.toContain('question')
  })
})
