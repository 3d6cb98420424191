import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describeModels } from '../../models/catalog.ts'

export interface RuntimeDescription {
  ok: boolean
  /** E.g. `Electron 33.2.1`. */
  description: string
  /** One sentence that says what to do. */
  problem?: string
}

export interface DoctorReport {
  ok: boolean
  runtime: string
  node: string
  models: { name: string; version: string; sha256: string }[]
  /** One sentence each, saying what to do. */
  problems: string[]
}

export interface DoctorOptions {
  /** What windows would run on; who knows Electron finds it out. */
  runtime: string | RuntimeDescription
  resourcesDir: string
  modelsDir: string
}

const OLDEST_NODE = [20, 19] as const

/** Looks whether everything that a conversation needs is there and is what was tested. Reads every model once. */
export async function runDoctor({ runtime, resourcesDir, modelsDir }: DoctorOptions): Promise<DoctorReport> {
  const described: RuntimeDescription = typeof runtime === 'string' ? { ok: true, description: runtime } : runtime
  const models = await describeModels(modelsDir)
  const problems = [
    ...(described.ok ? [] : [described.problem ?? 'No Electron runtime was found; run npm start once with network.']),
    ...(isNodeNewEnough(process.versions.node) ? [] : [`Node ${process.versions.node} is too old; install Node 20.19 or newer.`]),
    ...models.flatMap((model) => model.problem ?? []),
    ...(await missing(join(resourcesDir, 'personas'), 'The default persona is missing; get the repository again, with its resources folder.')),
    ...(await missing(join(resourcesDir, 'head'), 'The head is missing; get the repository again, with its resources folder.')),
  ]
  return {
    ok: problems.length === 0,
    runtime: described.description,
    node: process.versions.node,
    models: models.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
    problems,
  }
}

async function missing(path: string, problem: string): Promise<string[]> {
  return access(path).then(
    () => [],
    () => [problem],
  )
}

function isNodeNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
}
