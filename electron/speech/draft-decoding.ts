/** What a model would put next. */
export interface NextToken {
  token: number
  runnerUp: number
  /** Logits between it and the second best. */
  margin: number
}

/** A model that remembers the tokens it has read; `MoonshineDecoder` on a real one. */
export interface TokenReader {
  /** Reads further tokens in one pass; what comes after each of them. */
  read(tokens: readonly number[]): Promise<NextToken[]>
  /** Forgets the tokens after the first `length`. */
  truncate(length: number): void
}

export interface DraftDecodingOptions {
  startToken: number
  endToken: number
  /** Tokens at most, start and end not counted. */
  maxTokens: number
  /** There are words in the sound: an end before the first of them is not believed. */
  neverEmpty?: boolean
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
 * Logits by which a token must win to be settled in a pass over several. The quantised model scales its
 * activations over the whole pass, which moves logits a little: a closer call is decided alone, as it
 * would be without a draft.
 */
const CLEAR_MARGIN = 1.5

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
  let cursor = 0
  let accepted = 0
  let alone = false
  while (tokens.length < maxTokens) {
    options.checkCancelled?.()
    const guess: readonly number[] = alone ? [] : draft.slice(cursor, cursor + maxTokens - tokens.length)
    reader.truncate(tokens.length)
    const next = await reader.read([tokens.at(-1) ?? startToken, ...guess])
    const agreed = agreement(next, guess)
    tokens.push(...guess.slice(0, agreed))
    accepted += agreed
    cursor += agreed
    const { token: likeliest, runnerUp, margin } = next[agreed] as NextToken
    alone = guess.length > 0 && margin < CLEAR_MARGIN
    if (alone) continue
    const token = options.neverEmpty && tokens.length === 0 && likeliest === endToken ? runnerUp : likeliest
    if (token === endToken || tokens.length >= maxTokens) break
    tokens.push(token)
    cursor = afterMatch(draft, cursor, token)
    if (cutRepetition(tokens)) break
    options.onTokens?.(tokens)
  }
  return { tokens, accepted }
}

/** Tokens of the guess that clearly come next, up to the first that doesn't. */
function agreement(next: readonly NextToken[], guess: readonly number[]): number {
  const doubtful = guess.findIndex((token, i) => next[i]?.token !== token || next[i].margin < CLEAR_MARGIN)
  return doubtful < 0 ? guess.length : doubtful
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
