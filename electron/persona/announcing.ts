/** What a writer announces: «here is how …», «let me start with …», «I want to explain why …». */
const ANNOUNCES =
  /\bhere(?:'s| is| are|,? then,? is) (?:how|what|why|where|my|our|the|a|an)\b|\bhere (?:it is|they are) in\b|(?:^|[,;:] (?:so |and |but )?|^(?:so|now|first|today|this morning),? )(?:let me|(?:I|we)(?:'d| would) like to|(?:I|we) want to|(?:I|we)(?:'ll| will)|(?:I'm|I am|we're|we are) going to) (?:first |also |briefly |just )?(?:tell (?:you|the (?:whole|beginning|story))|talk (?:about|you)|explain|describe|summarise|summarize|walk you|go through|(?:start|begin) (?:with|by)|say (?:what|how|why|something about|a few words))\b/i
/** What is said of the text instead of in it. */
const OF_THE_TEXT =
  /^(?:this|the following) (?:memo|letter|note|page|post|document|message|talk|text|answer|report|section|article|summary) (?:is|was|explains|describes|covers|sets out|replaces|summari[sz]es|answers)\b|^(?:these|those|the following) are (?:my|our|the) (?:answers?|notes?|thoughts|remarks)\b|^(?:I'm|I am|we're|we are) (?:publishing|writing|sending|sharing) (?:this|to you)\b|\b(?:questions?|asked (?:me|us))\b.*\b(?:I|we)(?: have|'ve)? answer(?:ed)?\b/i
/** A question that others put, told before its answer. */
const IS_ASKED = /^(?:people|many|some|several|you|everybody|everyone|customers)(?: of (?:you|us|them))? (?:(?:often|sometimes|always|still|also|have|keep) )*ask(?:ed|ing)? (?:me |us )?(?:why|how|what|whether|if|where|when|about)\b/i
const GREETS = /^(?:dear|hello|hi|good (?:morning|afternoon|evening|day)|welcome|thank you|thanks|that(?:'s| is) all)\b|^before (?:we|I) (?:start|begin|go on),/i

/** Whether a sentence only leads up to what is said, or away from it: heard by itself it tells nothing. */
export function announces(sentence: string): boolean {
  const plain = sentence.replaceAll('’', "'")
  return ANNOUNCES.test(plain) || OF_THE_TEXT.test(plain) || IS_ASKED.test(plain) || GREETS.test(plain)
}
