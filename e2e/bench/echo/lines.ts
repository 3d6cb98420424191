import type { EchoSet } from './clips.ts'

/** What the persona says while it is listened to. */
export const ANSWERS: Record<EchoSet, readonly (readonly string[])[]> = {
  dev: [
    ['We shipped the hub before it was ready.', 'At two in the morning a certificate on our message broker expired, and nobody was awake to see it.', 'I would rather lose a month than a customer.'],
    ['I hire for curiosity and I test for care.', 'Everybody spends the first week answering letters from customers, the engineers too.', 'After that most questions about priorities answer themselves.'],
    ['There are two prices because there are two kinds of buildings.', 'A family pays for the sensor once, and a landlord pays for the watch that we keep.', 'Neither pays for the other.'],
  ],
  heldOut: [
    ['The workshop is where we find out that we are wrong.', 'I ask people to be there two days a week, because a drawing never argued with anybody.', 'On the other days you may work where you like.'],
    ['We closed the consumer product in the spring.', 'It had nine thousand loyal owners and it lost money on every one of them.', 'Writing that letter took me four evenings.'],
    ['A board update fits on two pages.', 'The first says what we promised and what we did, the second says what frightens me.', 'If nothing frightens me I have not looked.'],
    ['Data belongs to the person whose kitchen it was measured in.', 'We keep what an alarm needs, for thirty days, and then it is gone.', 'Nobody at the company can read it by name.'],
  ],
}

export const INTERRUPTIONS: Record<EchoSet, readonly string[]> = {
  dev: ['Stop.', 'No, wait.', 'Hold on, please.', 'But what about the price?', 'Wait, who pays for that?', 'How long did that take you?', 'Sorry, can you say that again?', 'What does the customer get from it?', 'Okay, stop there.', 'And why did nobody notice?'],
  heldOut: ['Stop, please.', 'Wait.', 'No, that is not what I asked.', 'Hang on a second.', 'Can I ask you something else?', 'Where did you hear about it?', 'Excuse me, one question.', 'What happened to the people?', 'Okay, that is enough.', 'Actually, tell me about the budget.', 'Which of them would you choose?', 'No, stop.'],
}

/** Hums come beside them: a synthesizer spells «mm-hm». */
export const BACKCHANNELS: Record<EchoSet, readonly string[]> = {
  dev: ['Right.', 'Yeah.', 'Okay, I see.', 'Really?', 'Yes.', 'Good.', 'I see.', 'Sure.', 'Exactly.', 'Of course.', 'Got it.', 'Yep.', 'That is true.'],
  heldOut: ['Uh-huh.', 'Yeah, sure.', 'Right, right.', 'Okay.', 'Oh wow.', 'That makes sense.', 'Yes.', 'Right.'],
}

export const STOPS: Record<EchoSet, readonly string[]> = {
  dev: ['Stop.', 'No.', 'Wait.', 'No, wait.', 'Stop it.', 'Hold on.'],
  heldOut: ['Stop.', 'No.', 'Wait.', 'No, stop.', 'Stop, please.', 'Wait, wait.'],
}
