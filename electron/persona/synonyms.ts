import { stem } from './terms.ts'

/** Words that people at work use for one another. A question's word also finds those of its groups. */
const GROUPS = `
fire firing fired layoff layoffs dismiss redundancy redundancies laid sacked
salary salaries pay wage wages earn compensation
remote home telework homeoffice wfh hybrid
competitor competitors competition rival rivals
breach leak leaked exposed hacked
price pricing cost costs charge expensive fee
hire hiring recruit recruiting recruitment candidate candidates applicant applicants applying
ai artificial chatbot chatgpt copilot gpt llm
outage downtime incident
bug bugs defect defects
board investors investor shareholders
shares equity stock options
fridge fridges refrigerator refrigerators freezer freezers
customer customers client clients
holiday holidays vacation
privacy gdpr confidentiality
sustainability environment environmental climate green ecological
cancel cancelled close closed closing kill killed discontinue discontinued axe axed shut scrapped
begin began founded found start started founding
staff employees employee colleagues workforce headcount
roadmap priorities priority plans
bonus bonuses
raise increase
mistake mistakes wrong error errors
training learning courses
university degree studied diploma college
boss lead manager managers
buy acquire acquisition takeover offers
ipo public
law police court authorities
supplier suppliers parts vendors
carbon offset offsets co2 neutral
revenue turnover sales
shop shops store stores supermarket supermarkets
hospital hospitals clinic clinics
lab labs laboratory laboratories
sensor sensors
warn warning warnings alert alerts alarm alarms
culture values
parental maternity paternity parents
promotion promoted promote
telephone phone call
deadline date
fault mistake blame responsible
university degree studied
counteroffer counteroffers offer
sell sells sold
pay pays paid
lose loses lost
leave leaves left quit resign resigns
buy buys bought
wake woke woken waken
build builds built
write writes wrote written
break broke broken
send sent
spend spent
steal stolen theft
die dies died dead
`

const groupsByStem = new Map<string, string[]>()
for (const line of GROUPS.trim().split('\n')) {
  const group = line.split(' ')
  for (const word of group) {
    const key = stem(word)
    groupsByStem.set(key, [...new Set([...(groupsByStem.get(key) ?? []), ...group])])
  }
}

/** Other words for `word`, without those of its own stem. */
export function synonymsOf(word: string): string[] {
  const own = stem(word)
  const others = new Map((groupsByStem.get(own) ?? []).map((other) => [stem(other), other]))
  others.delete(own)
  return [...others.values()]
}
