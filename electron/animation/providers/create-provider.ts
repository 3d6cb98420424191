import { UnderstudyError } from '../../contract/errors.ts'
import type { AnimationProvider } from '../../contract/settings.ts'
import { Audio2FaceProvider } from './audio2face-3d/audio2face-provider.ts'
import type { FaceProvider } from './face-provider.ts'
import { TritonProvider } from './triton/triton-provider.ts'
import { UnderstudyProvider } from './understudy-provider.ts'

/** Our network's name in an exported model repository, where none is given. */
const DEFAULT_MODEL = 'understudy-face'
/** Hosts of NVIDIA's own service, which has to be told the function. */
const HOSTED = /(^|\.)nvcf\.nvidia\.com$/

export interface ProviderChoice {
  provider: AnimationProvider
  /** `http://` or `https://`. */
  address: string
  /** Empty or left out where none is needed. */
  apiKey?: string
  /** On a Triton. */
  model?: string
  /** At the hosted Audio2Face-3D. */
  functionId?: string
}

/** @throws UnderstudyError `bad_request` when something is missing that the provider cannot do without */
export function createFaceProvider({ provider, address, apiKey, model, functionId }: ProviderChoice): FaceProvider {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UnderstudyError('bad_request', 'The address of the animation provider must begin with http:// or https://; check it in Settings.')
  }
  const common = { address, ...(apiKey ? { apiKey } : {}) }
  switch (provider) {
    case 'understudy':
      return new UnderstudyProvider(common)
    case 'triton':
      return new TritonProvider({ ...common, model: model || DEFAULT_MODEL })
    case 'audio2face-3d':
      if (!functionId && HOSTED.test(new URL(address).hostname)) {
        throw new UnderstudyError('bad_request', 'The hosted Audio2Face-3D needs the id of a function; enter it in Settings.')
      }
      return new Audio2FaceProvider({ ...common, ...(functionId ? { functionId } : {}) })
  }
}
