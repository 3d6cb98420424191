import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runDoctor } from './doctor.ts'

const folder = (name: string): string => fileURLToPath(new URL(`../../${name}/`, import.meta.url))

it('finds every model with the checksum it was tested with', async () => {
  const report = await runDoctor({ runtime: { ok: true, description: 'Electron 33.2.1' }, resourcesDir: folder('resources'), modelsDir: folder('models') })
  expect(report.problems).toEqual([])
  expect(report).toMatchObject({ ok: true, runtime: 'Electron 33.2.1', node: process.versions.node })
  expect(report.models.map(({ name }) => name)).toContain('moonshine-base')
  for (const { version, sha256 } of report.models) expect([version.length > 0, sha256]).toEqual([true, expect.stringMatching(/^[0-9a-f]{64}$/)])
})

it('names each thing that is missing, and what to do', async () => {
  const report = await runDoctor({ runtime: { ok: false, description: 'none', problem: 'No runtime; connect once.' }, resourcesDir: '/nowhere', modelsDir: '/nowhere' })
  expect(report.ok).toBe(false)
  expect(report.problems).toHaveLength(4)
  expect(report.problems[0]).toBe('No runtime; connect once.')
  for (const problem of report.problems) expect(problem).toMatch(/^[A-Z].*\.$/)
})
