import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeModels, MODELS, modelFiles, packageDirectory } from './catalog.ts'

describe('describeModels', () => {
  it('finds every installed model to be the one that was tested', async () => {
    const reports = await describeModels(import.meta.dirname)
    expect(reports.map(({ name }) => name)).toEqual(MODELS.map(({ name }) => name))
    expect(reports.flatMap(({ problem }) => problem ?? [])).toEqual([])
  })

  it('says in a sentence which one is missing', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'understudy-models-'))
    const reports = await describeModels(empty)
    await rm(empty, { recursive: true })
    const missing = reports.find(({ name }) => name === 'audio2face')
    expect(missing).toMatchObject({ sha256: '', problem: expect.stringMatching(/^The files of audio2face are missing; .*\.$/) })
  })
})

describe('modelFiles', () => {
  it('gives files in catalogue order', () => {
    expect(modelFiles('moonshine-base').map((path) => basename(path))).toEqual(['encoder_model.onnx', 'decoder_model_merged.onnx'])
  })

  it('says what to do about a package that is not installed', () => {
    expect(() => packageDirectory('not-an-installed-package')).toThrow(expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('npm ci') }))
  })
})
