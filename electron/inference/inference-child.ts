import type { InferenceChild } from '../contract/host.ts'

export type { InferenceChild } from '../contract/host.ts'

export type SpawnInferenceChild = () => InferenceChild
