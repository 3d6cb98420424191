/**
 * Words that the rules look for, spelt right: what is misspelt, torn apart or spaced out is read as one of these. Besides them
 * the words around them, so that a string of letters can be taken apart.
 */
export const GUARD_WORDS: readonly string[] = (
  'ignore ignoring ignores disregard forget override overrule bypass instruction instructions guideline guidelines restriction restrictions previous prior ' +
  'programming prompt prompts system persona character jailbreak developer unrestricted unfiltered reveal repeat verbatim assistant ' +
  'suicide suicidal myself yourself himself herself themselves overdose painless ' +
  'sexual naked erotic orgasm girlfriend boyfriend marry undress fuck fucking shit bitch cunt dick asshole bastard whore slut ' +
  'stupid idiot moron useless worthless pathetic ' +
  'address telephone salary medication pregnant religion employee employees ' +
  'promise confirm guarantee announce illegal liable contract bonus raise'
).split(' ')

export const COMMON_WORDS: ReadonlySet<string> = new Set([
  ...GUARD_WORDS,
  ...(
    'a all an and any are be been can do every for from give go have hello hi how i in is it kill law laws let me my no not now of off on or our out please pretend previously print rule rules ' +
    'said say secret sex show stop tell that the them these those this to told up want was we were what who will with without you your yours yourself above before everything anything ' +
    'construction constructions die hurt love her his him she he they life live end person persons personal harassment policy product prevention hotline training previews'
  ).split(' '),
])

/** What speech recognition writes for words that it does not expect; both with the spaces around them. */
export const HEARD_AS: readonly [string, string][] = [
  [' my self ', ' myself '],
  [' your self ', ' yourself '],
  [' him self ', ' himself '],
  [' her self ', ' herself '],
  [' sue a side ', ' suicide '],
  [' sue aside ', ' suicide '],
  [' suey side ', ' suicide '],
  [' you are instructions ', ' your instructions '],
  [' you are rules ', ' your rules '],
  [' youre instructions ', ' your instructions '],
  [' youre rules ', ' your rules '],
  [' fore get ', ' forget '],
  [' system prom ', ' system prompt '],
  [' jail break ', ' jailbreak '],
  [' ur ', ' your '],
  [' u r ', ' you are '],
  [' u ', ' you '],
  [' wanna ', ' want to '],
  [' gonna ', ' going to '],
]
