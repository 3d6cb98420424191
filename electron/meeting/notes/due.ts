const DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day'
const PART = '(?:morning|afternoon|evening|night|noon|midday|lunch(?:time)?)'
const MONTH = '(?:january|february|march|april|may|june|july|august|september|october|november|december)'
const ORDINAL = '(?:\\d{1,2}(?:st|nd|rd|th)?|(?:twenty |thirty )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|\\w+teenth|twentieth|thirtieth)'
const DATE = `(?:the )?(?:${ORDINAL} (?:of )?${MONTH}|${MONTH} (?:the )?${ORDINAL})`
const PERIOD = '(?:day|week|weekend|month|quarter|year|sprint|summer|winter|spring|autumn|fall)'
const COUNT = '(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few|\\d+)'
const WHEN = `(?:(?:next |this |coming )?${DAY}(?: ${PART})?|tomorrow(?: ${PART})?|today|tonight|(?:the )?(?:end|beginning|start|middle) of (?:the |this |next )?(?:${PERIOD}|${MONTH})|${DATE}|(?:next|this) (?:${PERIOD}|${PART})|${MONTH}|noon|midday)`

/** What a deadline may be, the likeliest first; group 1 is how it is told. */
const PATTERNS: readonly RegExp[] = [
  new RegExp(`\\b(?:by|until|till|no later than|not later than)(?: the latest)? (?:the )?(${WHEN})\\b`, 'i'),
  new RegExp(`\\b(before (?:the |our |we |you |they |i )?(?:${WHEN}|[\\w-]+(?: [\\w-]+){0,2}))(?=[.,?!]|$)`, 'i'),
  new RegExp(`\\b(right (?:after|now)(?: (?:this|the) (?:call|meeting))?|after (?:this|the) (?:call|meeting)|as soon as possible|first thing (?:tomorrow|in the morning)|(?:at|over) the weekend)\\b`, 'i'),
  new RegExp(`\\b((?:with)?in ${COUNT} (?:days?|weeks?|months?|hours?))\\b`, 'i'),
  new RegExp(`\\b(?:on |at |for )?(?:the )?(${WHEN})\\b`, 'i'),
  /\b(before (?:the |we |you |they |i )?[\w-]+(?: [\w-]+){0,2})/i,
]

export interface Due {
  /** As it was said: «Friday», «before the launch». */
  text: string
  /** Where the words that tell it are in the sentence. */
  startChar: number
  endChar: number
}

/** Until when something is to be done, as far as it was said. */
export function dueIn(text: string): Due | null {
  for (const pattern of PATTERNS) {
    const match = pattern.exec(text)
    if (match) return { text: match[1]!, startChar: match.index, endChar: match.index + match[0].length }
  }
  return null
}
