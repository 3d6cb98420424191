import { Command } from 'commander'
import { registerAnimate } from './animate.ts'
import { registerAsk } from './ask.ts'
import { registerConverse } from './converse.ts'
import { registerDemo } from './demo.ts'
import { registerDoctor } from './doctor.ts'
import { registerFace } from './face.ts'
import { registerGuard } from './guard.ts'
import { registerHead } from './head.ts'
import { registerMeeting } from './meeting.ts'
import { registerModels } from './models.ts'
import { registerPersona } from './persona.ts'
import { registerReview } from './review.ts'
import { registerServe } from './serve.ts'
import { registerTalk } from './talk.ts'
import { registerTranscribe } from './transcribe.ts'
import { registerVad } from './vad.ts'

const program = new Command('understudy')
  .description('The services of Understudy from a terminal. With --json: one JSON document on standard output, nothing else.')
  .showHelpAfterError()

for (const register of [registerDoctor, registerVad, registerTranscribe, registerAnimate, registerAsk, registerGuard, registerTalk, registerConverse, registerMeeting, registerFace, registerHead, registerModels, registerPersona, registerReview, registerServe, registerDemo]) {
  register(program)
}

await program.parseAsync()
