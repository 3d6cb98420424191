/** Reads tokens in one pass and says what comes after each; `MoonshineDecoder` on a real model. */
export interface TokenReader {
  readonly length: number
  read(tokens: readonly number[]): Promise<number[]>
  truncate(length: number): void
}

export interface DraftDecodingOptions {
  startToken: number
  endToken: number
  /** Tokens at most, start and end not counted. */
  maxTokens: number
  /** What the answer will probably be: the transcript of a shorter part of the same sound. */
  draft: readonly number[]
  /** Called after each pass with the tokens so far. */
  onTokens?: (tokens: readonly number[]) => void
  /** Throws to give up; asked before each pass. */
  checkCancelled?: () => void
}

/** How far a draft is searched for the place at which it goes on after a difference. */
const REALIGN_TOKENS = 4

/**
 * Greedy decoding that checks a draft instead of finding every token by itself: one pass over the whole
 * draft accepts the longest part the model agrees with, and where they differ the rest of the draft is
 * tried again as soon as it fits. Without a draft it is plain greedy decoding.
 * (Speculative decoding with a given draft: Leviathan et al. 2023, arXiv 2211.17192, greedy case.)
 */
export async function decodeWithDraft(
  reader: TokenReader,
  options: DraftDecodingOptions,
): Promise<{ tokens: number[]; accepted: number }> {
  const { startToken, endToken, maxTokens, draft } = options
  const tokens: number[] = []
  let unread = startToken
  let cursor = 0
  let accepted = 0
  while (tokens.length < maxTokens) {
    options.checkCancelled?.()
    const guess = draft.slice(cursor, cursor + maxTokens - tokens.length)
    const next = await reader.read([unread, ...guess])
    let agreed = 0
    while (agreed < guess.length && next[agreed] === guess[agreed]) agreed++
    tokens.push(...guess.slice(0, agreed))
    accepted += agreed
    reader.truncate(1 + tokens.length)
    unread = next[agreed] as number
    if (unread === endToken || tokens.length >= maxTokens) break
    tokens.push(unread)
    cursor = afterMatch(draft, cursor + agreed, unread)
    if (cutRepetition(tokens)) break
    options.onTokens?.(tokens)
  }
  return { tokens, accepted }
}

/** Where the draft goes on after `token`; its end when the token isn't near. */
function afterMatch(draft: readonly number[], from: number, token: number): number {
  const at = draft.slice(from, from + REALIGN_TOKENS).indexOf(token)
  return at < 0 ? Math.min(from, draft.length) : from + at + 1
}

/** Longest phrase looked for, in tokens; how often it must come in a row, and how many tokens that must be. */
const LOOP = { longestPhrase: 10, times: 4, tokens: 10 }

/** A model that lost the thread says one phrase for ever: leaves the first of them and says so. */
export function cutRepetition(tokens: number[]): boolean {
  for (let phrase = 1; phrase <= LOOP.longestPhrase; phrase++) {
    const times = Math.max(LOOP.times, Math.ceil(LOOP.tokens / phrase))
    const span = phrase * times
    if (tokens.length < span) continue
    const start = tokens.length - span
    let repeats = true
    for (let i = start; repeats && i < tokens.length - phrase; i++) repeats = tokens[i] === tokens[i + phrase]
    if (!repeats) continue
    tokens.length = start + phrase
    return true
  }
  return false
}
