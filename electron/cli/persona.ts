import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { readSpeech } from '../audio/read-speech.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { personaUseSchema, type ConsentCheck, type ConsentState, type IngestReport, type PersonaEntry, type PersonaUse } from '../contract/persona.ts'
import { SentenceEmbedder } from '../persona/embedder.ts'
import type { OnConflict } from '../persona/library/import-persona.ts'
import { PersonaLibrary } from '../persona/library/persona-library.ts'
import { MoonshineTranscriber } from '../speech/moonshine.ts'
import { dataDirectory } from './data-directory.ts'
import { RESOURCES_DIR } from './paths.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { setActivePersonaId } from './stored-settings.ts'

const ID = 'id, or the path of a package directory'

/** `persona …`: the studio from a terminal. */
export function registerPersona(program: Command): void {
  const persona = program.command('persona').description('personas of one’s own: make, check, share and choose them')
  registerCreate(persona)
  registerList(persona)
  registerVerify(persona)
  registerConsent(persona)
  registerTransfer(persona)
}

interface CreateOptions extends OutputOptions {
  from: string
  name?: string
  title: string
  organisation: string
  voice: string
  disclosure: string
  id?: string
  synthetic: boolean
}

interface Created extends IngestReport {
  id: string
  name: string
  directory: string
  consent: ConsentState
}

function registerCreate(persona: Command): void {
  persona
    .command('create')
    .description('make a persona package of a folder of Markdown, text, HTML, PDF, DOCX and subtitle files')
    .argument('<dir>', 'where the package goes; it must not exist, or be empty')
    .requiredOption('--from <folder>', 'what the person wrote and said')
    .option('--name <name>', 'the folder’s name where left out')
    .option('--title <title>', 'what the person does', '')
    .option('--organisation <name>', '', '')
    .option('--voice <id>', 'slt, rms or awb', 'slt')
    .option('--disclosure <text>', 'said and shown at first contact', '')
    .option('--id <id>', 'made from the name where left out')
    .option('--synthetic', 'it stands in for nobody, and needs no consent', false)
    .option('--json', 'print {id, name, directory, consent, documents, skipped}')
    .action((dir: string, options: CreateOptions) => runCommand(options, () => create(dir, options), createdInWords))
}

function create(dir: string, options: CreateOptions): Promise<Created> {
  const { title, organisation, disclosure, synthetic } = options
  return withLibrary(async (library) => {
    const { persona, directory, report } = await library.create(
      {
        folder: resolve(options.from),
        directory: resolve(dir),
        id: options.id,
        profile: { name: options.name ?? basename(resolve(options.from)), title, organisation, disclosure, voiceId: options.voice, synthetic },
      },
      { onProgress: ({ phase, done, total, file, waiting }) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${phase} ${done}/${total} ${waiting ? 'the engine is not ready, asking it again' : file}${done === total ? '\n' : ''}`) },
    )
    return { id: persona.id, name: persona.name, directory, consent: persona.consent, ...report }
  })
}

function createdInWords({ id, directory, consent, documents, skipped }: Created): string {
  return [
    `«${id}» in ${directory}, consent ${consent}: ${documents.length} documents`,
    ...documents.map(({ file, title, date, words }) => `  ${file}: «${title}»${date ? `, ${date}` : ''}, ${words} words`),
    ...(skipped.length > 0 ? ['left out:', ...skipped.map(({ file, reason }) => `  ${file}: ${reason}`)] : []),
  ].join('\n')
}

function registerList(persona: Command): void {
  persona
    .command('list')
    .description('the personas of this machine')
    .option('--json', 'print [{id, name, title, organisation, consent, builtIn, documents, problem}]')
    .action((options: OutputOptions) =>
      runCommand(
        options,
        () => withLibrary((library) => library.list()),
        (entries) => entries.map(({ id, name, consent, documents, problem }) => `${id}: ${name}, consent ${consent}, ${problem ?? `${documents} documents`}`).join('\n'),
      ),
    )
}

interface Verified {
  id: string
  /** Nothing is wrong with its files. */
  intact: boolean
  maySpeak: boolean
  consent: ConsentState
  documents: number
  problems: string[]
  /** What was heard of the recording, where one was given. */
  check: ConsentCheck | null
}

function registerVerify(persona: Command): void {
  persona
    .command('verify')
    .description('check a persona’s files and consent; with a recording, answer its challenge. Fails unless the persona may speak')
    .argument('<id>', ID)
    .option('--recording <file>', 'WAV in which the person reads the phrase of `persona challenge`')
    .option('--json', 'print {id, intact, maySpeak, consent, documents, problems, check}')
    .action(async (id: string, options: OutputOptions & { recording?: string }) => {
      let good = false
      await runCommand(
        options,
        async () => {
          const verified = await verify(id, options.recording)
          good = verified.intact && verified.maySpeak && (verified.check?.accepted ?? true)
          return verified
        },
        verifiedInWords,
      )
      if (!good) process.exitCode = 1
    })
}

function verify(id: string, recording: string | undefined): Promise<Verified> {
  return withLibrary(async (library) => {
    const check = recording === undefined ? null : await library.verifyConsent(id, await readSpeech(recording))
    const [location, problems, gate] = await Promise.all([library.locate(id), library.problems(id), library.consent(id)])
    const entry = await library.entry(id)
    const whyNot = gate.reason('talk')
    const uses = personaUseSchema.options.some((use) => gate.allows(use))
    return {
      id: location.id,
      intact: problems.length === 0,
      maySpeak: uses,
      consent: gate.state(),
      documents: entry.documents,
      problems: [...problems, ...(uses || whyNot === null ? [] : [whyNot])],
      check,
    }
  })
}

function verifiedInWords({ id, intact, consent, documents, problems, check }: Verified): string {
  return [
    ...(check ? [check.accepted ? `heard: ${check.transcript}` : `not accepted: ${check.reason}${check.transcript ? ` Heard: «${check.transcript}»` : ''}`] : []),
    `«${id}»: ${intact ? `intact, ${documents} documents` : 'damaged'}, consent ${consent}`,
    ...problems.map((problem) => `  ${problem}`),
  ].join('\n')
}

function registerConsent(persona: Command): void {
  persona
    .command('challenge')
    .description('a phrase which the person reads aloud within 30 minutes to give consent')
    .argument('<id>', ID)
    .requiredOption('--person <name>', 'who gives consent')
    .option('--scope <uses>', 'talk, meeting, realtime (speech to speech, beside talk), with commas', parseScope, ['talk', 'meeting'] as PersonaUse[])
    .option('--audience <words>', 'who may talk to the persona', '')
    .option('--days <n>', 'for how many days it holds', parseDays, 365)
    .option('--json', 'print {phrase, answerBy}')
    .action((id: string, options: OutputOptions & { person: string; scope: PersonaUse[]; audience: string; days: number }) => {
      const { person, scope, audience, days } = options
      return runCommand(
        options,
        () => withLibrary((library) => library.challenge(id, { person, scope, audience, validDays: days })),
        ({ phrase, answerBy }) => `${phrase}\n(record it before ${answerBy}, then: persona verify ${id} --recording FILE)`,
      )
    })
  persona
    .command('revoke')
    .description('take consent back: from now on the persona does not speak')
    .argument('<id>', ID)
    .option('--reason <words>', '', '')
    .option('--json', 'print {id, consent}')
    .action((id: string, options: OutputOptions & { reason: string }) =>
      runCommand(
        options,
        () =>
          withLibrary(async (library) => {
            await library.revoke(id, options.reason)
            return { id: (await library.locate(id)).id, consent: (await library.consent(id)).state() }
          }),
        ({ id, consent }) => `«${id}»: consent ${consent}`,
      ),
    )
}

function registerTransfer(persona: Command): void {
  persona
    .command('export')
    .description('write a persona as one file')
    .argument('<id>', ID)
    .requiredOption('--out <file>', 'NAME.understudy')
    .option('--json', 'print {id, file, bytes}')
    .action((id: string, options: OutputOptions & { out: string }) =>
      runCommand(
        options,
        () =>
          withLibrary(async (library) => {
            await library.export(id, resolve(options.out))
            return { id: (await library.locate(id)).id, file: resolve(options.out), bytes: (await stat(options.out)).size }
          }),
        ({ file, bytes }) => `${file}, ${Math.ceil(bytes / 1024)} KiB`,
      ),
    )
  persona
    .command('import')
    .description('take an exported persona, or a package directory, into the library')
    .argument('<path>')
    .addOption(new Option('--on-conflict <what>', 'where one of its id is here').choices(['refuse', 'copy', 'replace']).default('refuse'))
    .option('--json', 'print {id, name, …, directory}')
    .action((path: string, options: OutputOptions & { onConflict: OnConflict }) =>
      runCommand(
        options,
        () =>
          withLibrary(async (library) => {
            const entry = await library.import(resolve(path), options.onConflict)
            return { ...entry, directory: await library.directory(entry.id) }
          }),
        ({ id, directory, consent }) => `«${id}» in ${directory}, consent ${consent}`,
      ),
    )
  persona
    .command('use')
    .description('make a persona the one that answers, in the app from its next start on; a package directory is imported first')
    .argument('<id>', ID)
    .option('--json', 'print {id, name, consent}')
    .action((id: string, options: OutputOptions) =>
      runCommand(options, () => use(id), ({ id, consent }) => `«${id}» answers from now on; consent ${consent}`),
    )
}

function use(idOrPath: string): Promise<Pick<PersonaEntry, 'id' | 'name' | 'consent'>> {
  return withLibrary(async (library) => {
    const location = await library.locate(idOrPath)
    const inLibrary = location.builtIn || location.directory === join(personasDirectory(), location.id)
    // What is here of that id came from the same place, or its owner wants the new one; it is kept in the trash.
    const entry = inLibrary ? await library.entry(idOrPath) : await library.import(location.directory, 'replace')
    if (entry.problem !== null) throw new UnderstudyError('persona_invalid', entry.problem)
    await setActivePersonaId(entry.id)
    return { id: entry.id, name: entry.name, consent: entry.consent }
  })
}

function personasDirectory(): string {
  return join(dataDirectory(), 'personas')
}

/** The library on the models in this process, each loaded when it is needed. */
async function withLibrary<T>(work: (library: PersonaLibrary) => Promise<T>): Promise<T> {
  let embedder: Promise<SentenceEmbedder> | undefined
  const library = new PersonaLibrary({
    bundledDirectory: join(RESOURCES_DIR, 'personas'),
    ownDirectory: personasDirectory(),
    acceptPaths: true,
    embed: async (texts) => (await (embedder ??= SentenceEmbedder.load())).embed(texts),
    transcribe: async (samples) => {
      const transcriber = await MoonshineTranscriber.create({ model: 'base' })
      try {
        return (await transcriber.transcribe(samples)).text
      } finally {
        await transcriber.dispose()
      }
    },
  })
  try {
    return await work(library)
  } finally {
    ;(await embedder)?.dispose()
  }
}

function parseScope(value: string): PersonaUse[] {
  const parsed = personaUseSchema.array().min(1).safeParse(value.split(',').map((use) => use.trim()))
  if (!parsed.success || (parsed.data.includes('realtime') && !parsed.data.includes('talk'))) throw new InvalidArgumentError('It takes talk, meeting, realtime, or several of them with commas; realtime goes with talk.')
  return parsed.data
}

function parseDays(value: string): number {
  const days = Number(value)
  if (!Number.isInteger(days) || days < 1 || days > 730) throw new InvalidArgumentError('It must be a whole number from 1 to 730.')
  return days
}
