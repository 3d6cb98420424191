import { decodeHTML } from 'entities'
import type { Block, ReadResult } from './blocks.ts'
import { cleanLine, cleanText } from './clean-text.ts'
import { unreadable } from './unreadable.ts'

const TIMES = /^(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})/
/** What is not speech: «[Music]», «(applause)», «♪». */
const SOUNDS = /\[[^\]]*\]|\((?:music|applause|laughter|laughs|inaudible|crosstalk|silence)\)|[♪♫]+|^>+\s*/gi
/** Pause (s) after which somebody begins anew. */
const PARAGRAPH_PAUSE_S = 2.5
/** The same, for captions that a machine made without punctuation. */
const BREATH_S = 0.7
const UNPUNCTUATED_WORDS = 30
const SENTENCE_END = /[.!?…]["»”’)]*$/

interface Cue {
  startS: number
  endS: number
  speaker: string
  text: string
}

/**
 * Subtitles (SRT or WebVTT) as running text. Where the file names speakers, and one of them is the persona, only what that
 * one said is kept: nobody else's words are put into its mouth.
 * @param personName the persona's name
 */
export function readSubtitles(source: string, personName: string): ReadResult {
  const cues = withoutRepeats(cuesOf(cleanText(source)))
  if (cues.length === 0) throw unreadable('It holds no subtitles; export it as SRT or WebVTT again.')
  const own = cues.filter((cue) => cue.speaker !== '' && isName(cue.speaker, personName))
  return { blocks: paragraphsOf(own.length > 0 ? own : cues), stated: { kind: 'talk' } }
}

function cuesOf(source: string): Cue[] {
  return source.split(/\n\s*\n/).flatMap((block) => {
    const lines = block.split('\n').map((line) => line.trim())
    const at = lines.findIndex((line) => TIMES.test(line))
    if (at < 0) return []
    const [, h1, m1, s1, f1, h2, m2, s2, f2] = TIMES.exec(lines[at]!)!
    const words = lines.slice(at + 1).join('\n')
    const speaker = /<v(?:\.[\w.-]+)?\s+([^>]+)>/.exec(words)?.[1] ?? ''
    const text = cleanLine(decodeHTML(words.replace(/<[^>]*>|\{\\[^}]*\}/g, '')).replace(SOUNDS, ' '))
    return text === '' ? [] : [{ startS: seconds(h1, m1, s1, f1), endS: seconds(h2, m2, s2, f2), speaker: speaker.trim(), text }]
  })
}

function seconds(hours = '0', minutes = '0', whole = '0', fraction = '0'): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(whole) + Number(`0.${fraction}`)
}

/** Captions that roll up show each line twice or more. */
function withoutRepeats(cues: readonly Cue[]): Cue[] {
  const kept: Cue[] = []
  for (const cue of cues) {
    const previous = kept.at(-1)
    if (!previous) kept.push(cue)
    else if (cue.text === previous.text || previous.text.endsWith(cue.text)) previous.endS = cue.endS
    else {
      const overlap = overlapOf(previous.text, cue.text)
      kept.push(overlap > 0 ? { ...cue, text: cue.text.slice(overlap).trim() } : cue)
    }
  }
  return kept.filter((cue) => cue.text !== '')
}

/** Characters at the start of `next` that repeat the end of `text`, three words or more. */
function overlapOf(text: string, next: string): number {
  const words = next.split(' ')
  for (let count = words.length - 1; count >= 3; count -= 1) {
    const start = words.slice(0, count).join(' ')
    if (text.endsWith(start)) return start.length
  }
  return 0
}

function paragraphsOf(cues: readonly Cue[]): Block[] {
  const punctuated = cues.filter((cue) => SENTENCE_END.test(cue.text)).length >= cues.length * 0.15
  const blocks: Block[] = []
  let text = ''
  cues.forEach((cue, index) => {
    text = text === '' ? cue.text : `${text} ${cue.text}`
    const next = cues[index + 1]
    const pauseS = next ? next.startS - cue.endS : Infinity
    const ends = punctuated ? SENTENCE_END.test(text) && pauseS >= PARAGRAPH_PAUSE_S : pauseS >= BREATH_S || text.split(' ').length >= UNPUNCTUATED_WORDS
    if (!next || ends || (next.speaker !== cue.speaker && next.speaker !== '')) {
      blocks.push({ kind: 'paragraph', text })
      text = ''
    }
  })
  return blocks
}

function isName(speaker: string, name: string): boolean {
  const heard = speaker.toLowerCase().split(/\s+/)
  const own = name.toLowerCase().split(/\s+/)
  return heard.every((word) => own.includes(word))
}
