/** What kind of sentence a question wants. */
export type QuestionKind = 'why' | 'quantity' | 'when' | 'yes-no' | 'now' | 'definition' | 'open'

const PATTERNS: readonly [QuestionKind, RegExp][] = [
  ['why', /\bwhy\b|\bhow come\b|\bwhat (?:was|is|were) the reasons?\b|\bwhat made you\b/],
  ['quantity', /\bhow (?:much|many|long|often|early|fast|big|far|old)\b|\bwhat (?:does|did|do|is|was) .*\b(?:cost|price)\b/],
  ['when', /\bwhen\b|\b(?:what|which) (?:date|day|year|month)\b/],
  ['now', /\bnow\b|\bcurrent(?:ly)?\b|\bwhat (?:has )?changed?\b|\bstill\b|\bthese days\b/],
  ['definition', /^(?:so )?what(?:'s| is| are|s) (?:a |an |the )?|\bwhat do you mean\b/],
  ['yes-no', /^(?:so |and |but )?(?:do|does|did|is|are|was|were|am|can|could|may|will|would|should|have|has|had)\b/],
]

/** Tolerates what speech recognition leaves out: case and punctuation. */
export function questionKind(question: string): QuestionKind {
  const text = question.toLowerCase().replace(/’/g, "'").trim()
  return PATTERNS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'open'
}

const NUMBER = /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|sixteen|nineteen|twenty|thirty|forty|fifty|sixty|eighty|ninety|hundred|half|third|quarter|year|years|month|months|days|weeks)\b/i
const DATE = /\b(?:20\d\d|january|february|march|april|may|june|july|august|september|october|november|december|today|monday|sunday)\b/i

const SUITS: Record<QuestionKind, RegExp | null> = {
  why: /\b(?:because|since|so that|reason|reasons|that is why|cost|lost|wanted)\b/i,
  quantity: NUMBER,
  when: DATE,
  'yes-no': /^(?:yes|no|not|never|everyone|nobody|anyone|you (?:may|can|don't))\b|\b(?:never|don't|won't|doesn't|isn't|nothing|no)\b/i,
  now: /\b(?:now|from|still|new|since|today|changes?|dropping)\b/i,
  definition: /\b(?:is|are|was|means|call|called)\b/i,
  open: null,
}

/** Whether a sentence has the form that such a question wants: a number, a date, a reason. */
export function suits(kind: QuestionKind, sentence: string): boolean {
  return SUITS[kind]?.test(sentence) ?? false
}
