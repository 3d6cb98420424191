/** What a person says that isn't a question to the corpus and needs no refusal either. */
export type Intent = 'greeting' | 'identity' | 'reality' | 'capabilities' | 'thanks'

/** Matched on lower-case words without punctuation. */
const PATTERNS: readonly [Intent, RegExp][] = [
  ['reality', /\bare you (?:really )?(?:a |an |the |just )*(?:real|human|person|robot|bot|machine|ai|a i|artificial|computer|program|chatbot|alive|conscious|fake|synthetic|recording)\b|\b(?:talking|speaking|am i) (?:to|with) (?:a |an |the )*(?:real|human|person|robot|bot|machine|ai|computer)\b|\b(?:is this|is that|are you) (?:really|actually) (?:you|iris|her|him|there)\b|\bdo you (?:really )?exist\b/],
  ['identity', /^(?:so |and |okay |hello |hi |hey )*(?:who are you|who am i (?:talking|speaking) (?:to|with)|what are you|(?:whats|what is) your name|introduce yourself|(?:can you )?tell me (?:about|who) (?:yourself|you are))(?: please| again| exactly)?$/],
  ['capabilities', /^(?:so |and |okay |hello |hi )*(?:what (?:can|could|should|may) (?:i|we) ask(?: you)?(?: about)?|what (?:topics|things|subjects|questions) (?:(?:can|could) (?:you|i)\b.*|do you (?:know|answer|cover|talk).*)|what (?:can|do) you (?:do|know|talk about|help with)(?: about)?|how (?:do|can) i use (?:this|you)|how (?:does|do) (?:this|you) work|help(?: me)?|what can you (?:help|tell) me.*)$/],
  ['thanks', /^(?:okay |ok |great |good |perfect |cool |alright )*(?:thanks|thank you|cheers|many thanks)\b[a-z ]{0,40}$/],
  ['greeting', /^(?:oh )?(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|howdy|greetings|nice to meet you|how are you(?: doing)?(?: today)?)(?: (?:there|again|everyone|you|iris|how are you(?: doing)?(?: today)?|nice to meet you))*$/],
]

/** Null for what is to be looked up. Names of the persona may follow a greeting: pass them lower-case. */
export function intentOf(question: string, names: readonly string[] = []): Intent | null {
  const spoken = question
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const plain = spoken.split(' ').filter((word) => !names.includes(word)).join(' ') || 'hello'
  if (spoken === '') return null
  return PATTERNS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}
