import type { MeetingSource } from '../../contract/meeting.ts'
import { dueIn, type Due } from './due.ts'
import type { Draft } from './decisions.ts'
import { calledPerson, personIn } from './people.ts'
import { acceptance } from './replies.ts'
import { plainWords, type Sentence } from './sentences.ts'
import { ACTION_VERB, NO_ACTION } from './verbs.ts'
import { cleaned, finished, fromMyside } from './wording.ts'

export interface ActionDraft extends Draft {
  owner?: string
  due?: string
}

const SIDES: Record<MeetingSource, string> = { mic: 'Me', system: 'Them' }
const OTHER: Record<MeetingSource, MeetingSource> = { mic: 'system', system: 'mic' }

const PROMISE = /(?:^|[,;]\s*|\b(?:and|so|then|but|because|think|okay|say|case) )(?:I['’]ll|I will|I['’]m going to|I am going to|I shall|I['’]m gonna|I promise(?: to| I will| I['’]ll)?|I commit to|I volunteer to|I(?: would|['’]d) be (?:happy|glad) to|I['’]m happy to) (.+)$/i
const OFFER = /(?:^|[,;]\s*|\b(?:and|so|then|but|think|okay) )(?:I can|let me) (.+)$/i
const OTHERS =
  /^((?:the |our )?[\p{L}-]+(?:,? (?:and )?[\p{L}-]+){0,3}) (will|['’]ll|is going to|are going to|should|needs to|need to|has to|have to|must|can|could|agreed to|offered to|promised to|volunteered to|is supposed to|is responsible for|are responsible for|takes care of|take care of) (.+)$/iu
const SOMEBODY = /(?:^|[,;]\s*|\b(?:and|so|then|but) )(somebody|someone|one of us|we|you|I) (needs? to|has to|have to|must|should|ought to) (.+)$/i
const MUST_BE = /^(.{3,60}?) (?:needs?|has|have) to be (\p{L}+(?:ed|en|t|ne|de|nt))\b(.*)$/iu
const REQUEST = /^(?:[\p{L}]+, )?(?:can|could|would|will) you,?(?: [\p{L}]+,)?((?: please| also| maybe| perhaps| quickly| then)*) (.+)$/iu
const PLEASE = /^(?:[\p{L}]+, )?(?:please|(?:please )?(?:remember|make sure|don['’]t forget)) (?:also |then |just |remember |make sure |don['’]t forget )?(?:to )?(.+)$/iu
const WOULD_MIND = /^(?:[\p{L}]+, )?(?:would|do) you mind (\p{L}+)ing\b(.*)$/iu
const OWED = /\bI (?:still )?owe you ([^,;]+)/i
const WANTED = /^I(?:['’]d like| would like| need| want) you to (.+)$/i
const LISTED = /^(?:action(?: item)?|to ?do|task|next step)s?(?: for ([\p{L}]+))?(?: is| are)?[:,]? (?:to )?(.+)$/iu
/** Asked for on the spot, and done with the answer. */
const SPOKEN_AWAY = /^(?:hear|see|tell me (?:what|why|how|more|who|when|where)|explain|repeat|say|speak up|imagine|believe|please\b|mute|unmute|go on|go ahead|wait|hold on|give (?:me|us) (?:a|an)\b|show me(?! the numbers))\b/
const POINTS_BACK = /^(?:also )?(?:do|handle|take care of|take|look after|deal with|own|see to|sort out) (?:it|that|this|them|both|these)\b/
const ABOUT_STATE = /\b(?:if|when|whenever) i\b|\bi (?:would|might)\b/

/** Tasks that the sentence gives or takes, with who takes them and until when. */
export function actionsAt(sentences: readonly Sentence[], i: number): ActionDraft[] {
  const sentence = sentences[i]!
  const text = cleaned(sentence.text).replace(/[.?!]+$/, '')
  const found = sentence.isQuestion ? requested(sentences, i, text) : (listed(sentences, i, text) ?? told(sentences, i, text) ?? promised(sentences, i, text) ?? given(sentences, i, text))
  return found ? [found] : []
}

function promised(sentences: readonly Sentence[], i: number, text: string): ActionDraft | null {
  const { source, plain } = sentences[i]!
  const owed = OWED.exec(text)?.[1]
  const promise = PROMISE.exec(text)?.[1] ?? (owed && `send you ${owed}`)
  const task = promise ?? OFFER.exec(text)?.[1]
  if (task === undefined || ABOUT_STATE.test(plain)) return null
  const rest = plainWords(task)
  if (POINTS_BACK.test(rest)) return pointedBack(sentences, i, SIDES[source], rest)
  if (!isTask(rest) || (promise === undefined && dueIn(task) === null)) return null
  const due = dueIn(task) ?? (owed ? dueIn(text) : null)
  return action(sentences, [i], task, { owner: SIDES[source], ...(due && { due: due.text }) })
}

/** Somebody named, or nobody in particular. */
function given(sentences: readonly Sentence[], i: number, text: string): ActionDraft | null {
  const others = somebodyNamed(text)
  if (others) {
    const { person, how, task } = others
    const rest = plainWords(task)
    if (POINTS_BACK.test(rest)) return pointedBack(sentences, i, person, rest)
    const able = /^(?:can|could)$/i.test(how)
    const whole = /care of|responsible/.test(how)
    if ((whole || isTask(rest)) && !(able && dueIn(task) === null)) {
      return action(sentences, [i], whole ? `take care of ${task}` : task, { owner: person })
    }
    return null
  }
  const somebody = SOMEBODY.exec(text)
  if (somebody) {
    const [, who, how, task] = somebody
    const unsure = /^(?:should|ought)/i.test(how!) && !/^some/i.test(who!)
    if (/^(?:i|you)$/i.test(who!) ? dueIn(task!) === null : unsure && dueIn(task!) === null) return null
    if (!isTask(plainWords(task!))) return null
    const { source } = sentences[i]!
    const owner = /^i$/i.test(who!) ? SIDES[source] : /^you$/i.test(who!) ? SIDES[OTHER[source]] : undefined
    return action(sentences, [i], task!, owner === undefined ? {} : { owner })
  }
  const must = MUST_BE.exec(text)
  if (must && dueIn(must[3]!)) return action(sentences, [i], `${must[1]} to be ${must[2]}${must[3]}`, {})
  return null
}

/** The sentence may begin before the name: «Very good, Martha will …». */
function somebodyNamed(text: string): { person: string; how: string; task: string } | null {
  const starts = [0, ...[...text.matchAll(/[,;]\s*/g)].map((match) => match.index + match[0].length)]
  for (const start of starts) {
    const [, subject, how, task] = OTHERS.exec(text.slice(start)) ?? []
    const person = subject === undefined ? null : personIn(subject)
    if (person) return { person, how: how!, task: task! }
  }
  return null
}

/** «Can you …?», once the other side has said yes. */
function requested(sentences: readonly Sentence[], i: number, text: string): ActionDraft | null {
  const { source } = sentences[i]!
  const task = favour(text) ?? REQUEST.exec(text)?.[2] ?? PLEASE.exec(text)?.[1]
  if (task === undefined || !isTask(plainWords(task)) || SPOKEN_AWAY.test(plainWords(task))) return null
  const accepted = acceptance(sentences, i, { commits: true })
  const person = calledPerson(sentences[i]!.text)
  const from = accepted ? [i, accepted.index] : [i]
  if (!accepted && !person) return null
  return action(sentences, from, task, { owner: person ?? SIDES[OTHER[source]] })
}

/** «Please …», «I need you to …»: asked for in a way that expects no no. */
function told(sentences: readonly Sentence[], i: number, text: string): ActionDraft | null {
  const { source } = sentences[i]!
  const task = PLEASE.exec(text)?.[1] ?? WANTED.exec(text)?.[1]
  if (task === undefined || !isTask(plainWords(task)) || SPOKEN_AWAY.test(plainWords(task))) return null
  const accepted = acceptance(sentences, i, { commits: true })
  return action(sentences, accepted ? [i, accepted.index] : [i], task, { owner: calledPerson(sentences[i]!.text) ?? SIDES[OTHER[source]] })
}

function listed(sentences: readonly Sentence[], i: number, text: string): ActionDraft | null {
  const match = LISTED.exec(text)
  if (!match || !isTask(plainWords(match[2]!))) return null
  const person = match[1] ? personIn(match[1]) : null
  return action(sentences, [i], match[2]!, person ? { owner: person } : {})
}

/** «I'll take care of it»: what was asked for just before. */
function pointedBack(sentences: readonly Sentence[], i: number, owner: string, rest: string): ActionDraft | null {
  for (let k = i - 1; k >= Math.max(0, i - 3); k--) {
    const text = cleaned(sentences[k]!.text).replace(/[.?!]+$/, '')
    const wanted =
      /^who (?:can |could |will |wants to |would )?(.+)$/i.exec(text)?.[1]?.replace(/^(\p{L}+?)(?:es(?=\s)(?<=[sxz]es|ches|shes)|s)(?=\s)/u, '$1') ??
      SOMEBODY.exec(text)?.[3] ??
      REQUEST.exec(text)?.[2] ??
      PLEASE.exec(text)?.[1]
    if (wanted === undefined || !isTask(plainWords(wanted))) continue
    const due = dueIn(rest)
    return action(sentences, [k, i], wanted, { owner, ...(due ? { due: due.text } : {}) })
  }
  return null
}

/** «Would you mind checking …»: check. */
function favour(text: string): string | undefined {
  const match = WOULD_MIND.exec(text)
  if (!match) return undefined
  const stem = match[1]!
  const verbs = [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')]
  const verb = verbs.find((candidate) => ACTION_VERB.test(candidate.toLowerCase()))
  return verb && `${verb}${match[2]}`
}

const isTask = (rest: string): boolean => ACTION_VERB.test(rest) && !NO_ACTION.test(rest)

/** @param from the sentence that names the task, and what consented to it: either may tell until when */
function action(sentences: readonly Sentence[], from: number[], task: string, { owner, due }: { owner?: string; due?: string }): ActionDraft {
  const own = dueIn(task)
  const until = due ?? own?.text ?? from.slice(1).map((index) => dueIn(cleaned(sentences[index]!.text).replace(/[.?!]+$/, ''))?.text)[0]
  const words = withoutDue(task, own).replace(/^(?:also|then|just|please|go and|quickly) /i, '')
  return {
    text: finished(fromMyside(words, sentences[from[0]!]!.source)),
    from,
    ...(owner === undefined ? {} : { owner }),
    ...(until === undefined ? {} : { due: until }),
  }
}

/** The deadline stands on its own; at the end of the task it need not be said twice. */
function withoutDue(task: string, due: Due | null): string {
  if (!due || task.slice(due.endChar).trim() !== '') return task
  const rest = task.slice(0, due.startChar).trim()
  return rest.split(' ').length >= 2 ? rest : task
}
