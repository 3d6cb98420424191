/** What our messages say of the app's Settings, and what a person at a terminal does instead. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/enter a valid one in Settings/g, 'put a valid one into the variable that --key-env names'],
  [/enter one for it in Settings/g, 'name the variable that holds one with --key-env'],
  [/enter the id of a function in Settings|enter it in Settings(?=\.$)/g, 'give it with --function-id'],
  [/choose another(?: animation provider)? in Settings/g, 'choose another with --provider'],
  [/(its|the) address in Settings/g, '$1 address'],
  [/ in Settings\b/g, ''],
]

/** A message as it is said at a terminal, where there are options instead of settings. */
export function terminalWords(message: string): string {
  return WORDS.reduce((words, [pattern, instead]) => words.replace(pattern, instead), message)
}
