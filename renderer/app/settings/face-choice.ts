import { animationEndpointSchema, type AnimationEndpoint } from '../../../electron/contract/settings.ts'

/** Who may move the face, as a person chooses: NVIDIA's service and one's own copy of it are two choices with one protocol. */
export type FaceKind = 'embedded' | 'understudy' | 'nvidia-hosted' | 'nvidia' | 'triton'

export const FACE_LABELS: Record<FaceKind, string> = {
  embedded: 'This computer',
  understudy: 'An Understudy server',
  'nvidia-hosted': 'NVIDIA Audio2Face-3D, hosted',
  nvidia: 'NVIDIA Audio2Face-3D of your own',
  triton: 'A Triton server',
}
export const FACE_KINDS = Object.keys(FACE_LABELS) as FaceKind[]

export const NVIDIA_ADDRESS = 'https://grpc.nvcf.nvidia.com:443'

/** What a kind needs beside the key. */
export const FACE_FIELDS: Record<Exclude<FaceKind, 'embedded'>, { hint: string; address?: string; model?: string; functionId?: true; keyLabel: string; keyOptional: boolean }> = {
  understudy: {
    hint: 'Another computer on which Understudy’s server runs. The voice goes there, and nothing else.',
    address: 'https://inference.example.org:7860',
    keyLabel: 'Token',
    keyOptional: false,
  },
  'nvidia-hosted': {
    hint: 'NVIDIA’s own service. The voice goes there. The key and the id of a function come from an account at build.nvidia.com.',
    functionId: true,
    keyLabel: 'Key',
    keyOptional: false,
  },
  nvidia: {
    hint: 'The Audio2Face-3D microservice on a computer of yours. The voice goes there, and nothing else. It asks for no key by itself, only where something stands before it that does.',
    address: 'http://a2f.example.org:52000',
    keyLabel: 'Key',
    keyOptional: true,
  },
  triton: {
    hint: 'A Triton, or another server of the KServe V2 protocol, with our network from «models export-triton».',
    address: 'http://triton.example.org:8000',
    model: 'understudy-face',
    keyLabel: 'Key',
    keyOptional: true,
  },
}

export function faceKindOf({ kind, provider, baseUrl }: AnimationEndpoint): FaceKind {
  if (kind === 'embedded') return 'embedded'
  if (provider !== 'audio2face-3d') return provider ?? 'understudy'
  return baseUrl && URL.canParse(baseUrl) && new URL(baseUrl).hostname.endsWith('nvcf.nvidia.com') ? 'nvidia-hosted' : 'nvidia'
}

/** What each kind begins with: what is chosen now with its own, all others with nothing, so that no address goes to a stranger. */
export function faceDraft(kind: FaceKind, chosen: AnimationEndpoint | null): AnimationEndpoint {
  const before: AnimationEndpoint = chosen ? { ...chosen, kind: 'custom' } : { kind: 'custom' }
  if (kind === 'embedded') return { ...before, kind: 'embedded' }
  if (chosen && (chosen.baseUrl || chosen.provider) && faceKindOf(before) === kind) return before
  if (kind === 'nvidia-hosted') return { kind: 'custom', provider: 'audio2face-3d', baseUrl: NVIDIA_ADDRESS }
  return { kind: 'custom', provider: kind === 'nvidia' ? 'audio2face-3d' : kind }
}

/** What is missing before it can be asked, in a sentence; empty when nothing is. */
export function missingOf(draft: AnimationEndpoint): string {
  const kind = faceKindOf(draft)
  if (kind === 'embedded') return ''
  if (!draft.baseUrl) return 'Enter the address'
  if (!animationEndpointSchema.safeParse(draft).success) return 'Correct the address'
  return kind === 'nvidia-hosted' && !draft.functionId ? 'Enter the id of the function' : ''
}
