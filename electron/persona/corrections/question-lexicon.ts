import { stem } from '../terms.ts'

/**
 * What people at work say for the same thing when they ask. One line, one meaning; `_` joins words that mean something
 * together. Narrower than ../synonyms.ts, which widens a search: here a wrong equation answers the wrong question.
 */
const MEANINGS = `
employee employees staff worker workers colleague colleagues workforce personnel coworker coworkers team_member team_members employed
lead leads leader leaders leadership leading lead_a_team lead_people team_lead team_leads team_leader team_leaders manager managers boss bosses supervisor supervisors superior superiors
customer customers client clients buyer buyers
candidate candidates applicant applicants
newcomer newcomers new_employee new_employees new_hire new_hires new_starter new_starters beginner beginners new_people new_person new_colleague new_colleagues
child children kid kids son sons daughter daughters 
parent parents mother mothers father fathers mum mums dad dads mom moms
competitor competitors rival rivals competition copycat copycats
supplier suppliers vendor vendors
investor investors shareholder shareholders
deputy deputies stand_in stands_in substitute replacement fill_in fills_in
company firm business organisation organization enterprise corporation employer
hire hires hiring hired recruit recruits recruiting recruited recruitment employ employs take_on bring_in new_recruits appoint appoints appointed
dismiss dismissed dismissal dismissals fire fired firing layoff layoffs lay_off laid_off lay_people_off redundancy redundancies make_redundant let_go let_people_go sack sacked cut_jobs job_cuts fear_for_our_jobs lose_our_jobs lose_their_jobs dismissing let_somebody_go let_someone_go let_anybody_go
resign resigns resigned resignation quit quits hand_in_my_notice give_notice quitting resigning leave_the_company leave_tarnwick leave_the_firm
promote promotes promotion promotions promoted advance advances move_up next_level
retire retires retirement retiring step_down stepping_down
train training trainings trained course courses education further_education learning workshop workshops qualification
pay pays paid paying payday pay_day payment payments payroll salary salaries wage wages compensation compensated remuneration earn earns earnings
bonus bonuses
open opens opened opening
next coming upcoming following
childcare child_care day_care kindergarten nursery
look_after looks_after looking_after take_care_of takes_care_of responsible responsibility responsible_for in_charge_of
working_hours weekly_hours hours_a_week hours_per_week working_week working_time hours_should_i_work
hour hours
self yourself myself themselves personally
running_late late delay delayed
year_end end_of_the_year end_of_year december
increase increases increased raise raises raised rise rises put_up putting_up go_up goes_up
lower lowers lowered reduce reduces reduced decrease decreases
vacation vacations holiday holidays annual_leave time_off days_off day_off paid_time_off paid_leave pto
sick ill illness sickness unwell disease
overtime extra_hours extra_work work_longer working_longer additional_hours
remote remotely home_office work_from_home working_from_home working_remotely work_remotely telework teleworking wfh work_at_home working_at_home
office offices building workplace premises headquarters
meet meeting meetings
report reports update updates
review reviews appraisal appraisals evaluation evaluations performance_review performance_reviews performance_appraisal performance_appraisals
yearly annual annually every_year per_year a_year each_year
complaint complaints complain complains complained
problem problems issue issues concern concerns trouble difficulty difficulties 
mistake mistakes error errors failure failures regret regrets blunder blunders wrong get_wrong got_wrong went_wrong
risk risks danger dangers dangerous threat threats threaten threatens hazard hazards
afraid fear fears worried worry worries worrying scared bother bothers
secure secured security safe safely safety protect protects protected protection 
data information
choose chooses choosing chose chosen select selects selected selecting selection pick picks picked picking decision decisions decide decides decided deciding choice choices
criteria criterion basis
biggest greatest largest most worst important importance matter matters key main essential crucial critical central
goal goals aim aims objective objectives target targets achieve achieves achieving
plan plans planned planning roadmap intend intends intention intentions
vision long_term
mission purpose exist_for exists_for
begin begins began start starts started starting launch launches launched launching found founded founding set_up came_about come_about beginning beginnings get_started got_started
close closes closed closing shut shuts shut_down shutting_down end ended ending stop stops stopped stopping discontinue discontinued cancel cancelled kill killed give_up gave_up axe axed
make makes making made produce produces produced producing manufacture manufactures manufactured manufacturing assemble assembled build builds building_it built factory
lower+price save_money cut_costs reduce_costs spend_less lower_costs save_costs cut_expenses bring_down_costs save_on
price prices priced pricing cost costs costing charge charges charged fee fees expensive
trip+expense travel_costs travel_expenses travel_expense travel_cost
expense expenses
spend spends spent invest invests invested investment investments put_money_into
budget budgets fund funds funded funding money
buy buys bought purchase purchases purchased acquire acquired acquisition
sell sells selling sold sale for_sale
share shares stock stocks option options equity own owns owned ownership owner owners shareholding
diversity diverse
union unions works_council staff_council employee_representatives employee_representation
canteen cafeteria
parking park parks parked car_park parking_space parking_spaces parking_lot
dog dogs
dress clothes clothing wear wears wearing outfit dress_code
conference conferences congress
trip trips travel travels travelling traveling journey journeys
idea ideas come_up_with came_up_with inspiration inspire inspired inspires
copy copies copied copying imitate imitates imitated imitating imitation
angry upset furious mad annoyed cross annoy annoys irritate irritates irritated makes_you_mad
handle handles handled handling deal deals dealing dealt respond responds react reacts cope copes coping manage manages managing
stress stressed stressful pressure
outage outages downtime
battery batteries
empty dead flat ran_out run_out used
machine machines
ai chatgpt chatbot chatbots language_model language_models copilot llm artificial_intelligence ai_tool ai_tools ai_assistant ai_assistants
onboarding first_week first_days week_one
visit visits visited attend attends attended attending
join joins joined joining work_for want_to_work_for
explain explains explanation
internet online offline network_connection internet_connection wifi
read reads reading
warranty warranties guarantee guarantees guaranteed
women woman female lady ladies
men man male gentlemen
delete deletes deleted erase erased remove removed wipe wiped
power electricity current mains
power+outage blackout power_cut power_failure power_outage power_loss power_goes_out power_goes_off
incident incidents breach breaches attack attacks
focus concentrate priority priorities
punctuality punctual on_time in_time
weekend weekends saturday_and_sunday spare_time free_time leisure leisure_time
refuse refuses refused reject rejects rejected decline declines declined say_no saying_no turn_down turn_away
relocate relocates relocated relocation move_production shift_production
abroad overseas foreign_country another_country other_countries
hard hardest difficult most_difficult tough tougher toughest challenging
story history
career profession occupation
difference differences differ differs different distinguish distinguishes set_apart sets_apart sets_you_apart sets_us_apart compare compares
reliable reliability dependable dependability trustworthy rely depend_on
frequent frequently often regular regularly
software program programs
open_plan open_office open_plan_office open_plan_offices open_offices
colour colours color colors
article articles blog_post essay essays
book books
order orders ordering ordered
equipment device devices gear hardware
partner partners partnership partnerships
city town
accessible accessibility access_for
wheelchair wheelchairs disabled disability
reach reaches reached arrive arrives arrived get_to gets_to
alarm alarms alert alerts alerted warn warns warned warning warnings notify notified notification
charity charities non_profit non_profits nonprofit
mentor mentors mentoring buddy
language languages
repair repairs repaired fix fixes fixed mend
return returns returned send_back give_back
move moves moved relocating
probation probation_period trial_period
notice_period period_of_notice weeks_notice notice
sabbatical sabbaticals career_break
flexitime flexible_hours flexible_working_hours
intern interns internship internships trainee trainees
apprentice apprentices apprenticeship
pension pensions retirement_plan
insurance insured
accident accidents injury injuries hurt injured
harassment harass harassed bullying bullied
gift gifts present presents
donate donates donated donation donations
lie lies lied
trust trusts trusted
talk talks talking speak speaks speaking spoke spoken chat discuss discusses discussed
conditions condition circumstances
gossip rumour rumours rumor rumors
news newsletter
speed fast quick quickly rapid rapidly
proud pride
hobby hobbies
sleep sleeps slept
commute commutes commuting
bike bikes bicycle bicycles
taxi taxis cab cabs
hotel hotels
flight flights fly flying flew plane planes
train_ticket train_tickets
email emails mail mails
photo photos picture pictures
logo logos
invoice invoices bill bills
delivery deliveries deliver delivers delivered ship ships shipped
younger_self your_younger_self when_you_were_young when_you_were_younger your_twenty_year_old_self
ahead in_advance
report_problem raise_a_concern
absent absence away gone not_here on_holiday
run runs running in_charge lead_the_company leads_the_company take_over takes_over taking_over
discount discounts rebate rebates cheaper reduced_price special_price special_prices lower_price lower_the_price price_reduction for_less price_cut
publish publishes published publishing public open_to_everyone transparent transparency
counteroffer counteroffers counter_offer counter_offers match_it
feedback
allow allows allowed permit permits permitted permission
mandatory obligatory required compulsory
bankrupt bankruptcy insolvent insolvency
fail fails failed failing drop_out drops_out deliver_no break_down breaks_down
checklist checklists
paper digital
ten_years decade
quarter quarters quarterly
board boards directors
country countries
place places location locations
kind kinds type types sort sorts
deadline deadlines due due_date
phone phones telephone telephones
car cars
contract contracts agreement
pregnant pregnancy
parental maternity paternity
visa permit_to_work
laptop laptops computer computers notebook
password passwords login
access
party parties celebration celebrate
lunch meal meals food
coffee tea
gym fitness sport sports
quality
growth grow grows growing grew
profit profits profitable
revenue turnover
culture values value
strategy strategies
advice advise recommend recommends recommendation suggest suggests
success successes successful 
future
environment environmental climate sustainability sustainable green
privacy private
rule rules policy policies regulation regulations guideline guidelines 
work works working worked job jobs
use uses used_for using
change changes changed changing
help helps helped helping support supports
lose loses lost losing loss losses
win wins won winning
learn learns learned learnt
bring brings brought take_along
`

/** Meanings that narrow a question down and rule one another out, as weekdays do. */
const QUALIFIERS = `
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november
spring summer autumn winter
first last next
good bad
best biggest
before after
big small
old new
morning evening night
yesterday today tomorrow
past future
self
`
/** Meanings that are told apart, though people use them in the same places. */
const RIVALS = `
open close
begin close
buy sell
lower increase
hire dismiss
customer employee supplier competitor investor candidate
parental sick
success mistake
like hate
join resign
win lose
dog child laptop phone
`

/** Meanings that often stand for one another without being the same. */
const RELATED = `
pay budget
hire newcomer candidate choose
deputy run
resign leave
sensor product
competitor company
risk afraid
risk problem
child parent
vacation absent
vacation leave
allowance days
remote home
mission exist purpose
report tell know contact
company business work
train learn budget
handle manage solve
sick absent
price pay spend
share company
union employee
cost expense
dress clothes
join work
secure protect private
stop close
supplier partner
remote work
boss lead
talk meet
read book
write publish
article publish
city based located place
production relocate move
sabbatical leave
paint colour
goal focus
plan goal
plan focus
repair problem
outage power
outage fail
outage problem
incident problem
incident risk
reliable fail
salary pay
shift night
mission goal
abroad country
sorry mistake
parent child
begin open
`

/** Tell one question from another a little. */
const LIGHT = new Set(
  ('company employee work people person thing things make good one ones way ways lot really get gets getting got go goes going come comes came give gives given gave take takes taken took have having keep keeps kept put ' +
    'happen happens happened let lets everyone everybody anyone anybody someone somebody plan explain place kind help whole choose actual part stuff talk everything anything something nothing regarding concerning ' +
    'look looks looking expect expects expected imagine doing done face faces faced ready become becomes became covered cover covers once during levels level free offer offers offered provide provides provided receive set move moves ' +
    'handle use yearly per try trying feel able find found show shows shown bring product rule long whether currently elsewhere speak organised family ever around think thinking ' +
    'during under between against without within gets gotten made gave spoken talks talking call calls called story way members number date point case cases true sure possible able part top side fact system situation example list line form set means special personal actual normal certain clear particular different various general ' +
    'conditions condition ever somebody enjoy wish hold holds carry carries call reason reasons live moment time located based assigned given passes pass enter skills users size rate kind behind step steps topics topic goes gone go went went_through used hear hearing shift ahead else exist become start word words story free high low').split(' '),
)
/** Units in which an answer is given. */
const UNITS = new Set('date dates statement day days week weeks month months year years hour minutes time times euro euros percent'.split(' '))
/** Say nothing about what is asked. */
const EMPTY = new Set(
  ('a an the this that these those it its is are was were be been being am do does did will would shall should can could may might must has had of in on at for from to by with as into about than then and or but if when while ' +
    'i you he she they we me my mine your yours our ours us them their his her him who whom what which how why where whose there here very so too also just only yet still again please not no never yes up out off over down own all both such same other another more much many few bit ' +
    'actually already want wants need needs like know say says said tell tells told see sees ask asks asked mean means supposed allow allowed mandatory obliged forced possible opinion view position stance thoughts exact sure well now because since any some every each better').split(' '),
)

const meaningByWord = new Map<string, string>()
const phrases: { words: string[]; meanings: string[] }[] = []
for (const line of MEANINGS.trim().split('\n')) {
  const [meaning = '', ...others] = line.split(' ')
  for (const word of [meaning, ...others]) {
    if (word.includes('_')) phrases.push({ words: word.split('_'), meanings: meaning.split('+') })
    else if (!meaningByWord.has(word)) meaningByWord.set(word, meaning)
  }
}
phrases.sort((a, b) => b.words.length - a.words.length)

const qualifiers = new Set(QUALIFIERS.trim().split(/\s/).map(stem))
const rivals = new Map<string, Set<string>>()
for (const line of `${QUALIFIERS}${RIVALS}`.trim().split(/\n+/)) {
  const group = line.split(' ').map(stem)
  for (const meaning of group) rivals.set(meaning, new Set([...(rivals.get(meaning) ?? []), ...group.filter((other) => other !== meaning)]))
}

const related = new Map<string, Set<string>>()
for (const line of RELATED.trim().split('\n')) {
  const group = line.split(' ').map(stem)
  for (const meaning of group) related.set(meaning, new Set([...(related.get(meaning) ?? []), ...group]))
}

/** Replaces words and phrases by their meanings, longest phrases first; other words stay. */
export function meaningsOf(words: readonly string[]): string[] {
  const found: string[] = []
  for (let i = 0; i < words.length; ) {
    const phrase = phrases.find((candidate) => candidate.words.every((word, k) => words[i + k] === word))
    if (phrase) {
      found.push(...phrase.meanings)
      i += phrase.words.length
    } else {
      found.push(meaningByWord.get(words[i]!) ?? words[i]!)
      i += 1
    }
  }
  return found
}

/** @param a and `b` stems of meanings */
export function areRivals(a: string, b: string): boolean {
  return rivals.get(a)?.has(b) ?? false
}

/** @param a and `b` stems of meanings */
export function areRelated(a: string, b: string): boolean {
  return related.get(a)?.has(b) ?? false
}

/** Whether a meaning narrows down what is asked, as a weekday does: with another one, or none, it is another question. */
export function isQualifier(stemmed: string): boolean {
  return qualifiers.has(stemmed)
}

/** How much a meaning tells one question from another: 0 to 1. */
export function weightOf(meaning: string): number {
  if (EMPTY.has(meaning)) return 0
  if (UNITS.has(meaning)) return UNIT_WEIGHT
  return LIGHT.has(meaning) ? LIGHT_WEIGHT : 1
}

const UNIT_WEIGHT = 0.1
const LIGHT_WEIGHT = 0.3
