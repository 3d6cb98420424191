import { QUIET_ONNXRUNTIME } from './quiet-onnxruntime.ts'

/** onnxruntime that keeps to itself: the environment counts when the first session is made, not when the library is loaded. */
Object.assign(process.env, QUIET_ONNXRUNTIME)

export { InferenceSession, Tensor, type TypedTensor } from 'onnxruntime-node'
