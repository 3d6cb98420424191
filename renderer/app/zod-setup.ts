import { z } from 'zod'

// The content security policy forbids compiling schemas with eval, which zod tries when the first schema is made: this
// module has to be imported before any that makes one.
z.config({ jitless: true })
