/** Common given names in English-speaking offices: heard as such, they are not the persona's name misheard. */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(
  (
    'aaron abby abdul adam adrian ahmed aisha alan albert alex alexa alexander ali alice alicia alina allen alison amanda amber amir amy ana andre andrea andrew angela anita ann anna anne anthony ' +
    'antonio arthur ashley audrey barbara becky ben benjamin beth betty bill blake bob boris brad brandon brenda brian bruce bryan callum carl carla carlos carmen carol caroline catherine ' +
    'charles charlie charlotte chen cheryl chloe chris christian christina christine cindy claire clara colin connor craig cyrus daisy dan daniel danielle dave david dawn dean deborah dennis ' +
    'diana diane diego dom dominic donald donna doris doug dylan ed eddie edward elaine eleanor elena eli elizabeth ella ellen emily emma eric erica erik erin ethan eva evan eve fatima felix fiona ' +
    'florence frances francis frank fred gabriel gareth gary gavin george georgia gerald gina glen grace graham grant greg hannah hans harold harriet harris harry hassan heather helen henry hilary horace ' +
    'howard hugh ian ibrahim irene isaac isabel ivan jack jackie jacob jade jake james jamie jan jane janet jason jasmine jay jean jeff jen jenna jennifer jenny jeremy jerry jess jessica jill jim jo ' +
    'joan joanna joe joel john johnny jon jonas jonathan jordan jose joseph josh joshua joy joyce juan judith judy julia julian julie june justin karen karl kate katherine kathy katie kay keith ' +
    'kelly ken kenneth kevin kim kirsten kris kristen kyle larry laura lauren lee leila leo leon leonard leslie lewis liam lily linda lisa liz logan lois louis louise lucas lucy luis luke lydia lynn ' +
    'marco marcus margaret maria marie marina mario mark martha martin marvin mary mason mateo matt matthew max maya megan mei melanie melissa mia michael michelle mike miles milo miriam mohamed molly ' +
    'monica morgan morris nadia nancy naomi natalie natasha nate nathan neil nick nicholas nicole nigel nina noah nora norman oliver olivia omar oscar owen pam pamela paris pat patricia patrick paul paula ' +
    'pedro peter phil philip phoebe priya rachel rafael raj ralph raul ravi ray raymond rebecca regina rex rich richard rick rita rob robert roberto robin roger ron ronald rosa rose ross roy ruby rupert ' +
    'russell ruth ryan sally sam samantha samuel sandra sanjay sara sarah scott sean sergio seth shannon sharon shirley sid simon sofia sonia sophia sophie stacey stan stella stephanie stephen steve steven ' +
    'stuart sue susan suzanne sylvia tamara tania tara ted teresa terry theo thomas tia tim tina toby todd tom tommy toni tony tracy trevor tyler ursula vanessa vera veronica victor victoria vince vincent ' +
    'violet vivian walter wanda warren wayne wendy will william xavier yan yasmin yuki yusuf yvonne zach zara zoe'
  ).split(' '),
)

/** Words of every conversation which sound like some name or other. */
export const EVERYDAY: ReadonlySet<string> = new Set(
  (
    'a about all also am an and any anyone are area areas as ask asked at be been but by can come could did do does done each else ever every everyone everybody few first for from get go good got ' +
    'great guys had has have he hear heard her here hers him his hour hours how i if im in into is isnt it its ive just know last later let lets like look made make many may maybe me mean might mine more ' +
    'most much must my need never new nice no none not now of off oh ok okay on once one only or other our ours out over people please put quite right said same saw say says see she should sir so some ' +
    'sorry still such sure take team tell than thank thanks that thats the their theirs them then there these they thing think this those time to today told too two under up us very wait want was we week ' +
    'well went were what when where which while who whose why with word words work would year years yes yet you your yours folks all'
  ).split(' '),
)
