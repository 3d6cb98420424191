import type { ErrorShape } from '../contract/errors.ts'

/** What a worker offers: each method yields any number of values; a plain answer is one value. */
export type WorkerMethod<P, V> = (params: P, context: { signal: AbortSignal }) => AsyncIterable<V>
export type WorkerMethods = Record<string, WorkerMethod<never, unknown>>

export type MethodParams<M> = M extends WorkerMethod<infer P, unknown> ? P : never
export type MethodValue<M> = M extends WorkerMethod<never, infer V> ? V : never

/** Server thread → worker. `credit` says that one value was consumed; `cancel` that no more are wanted. */
export type WorkerRequest =
  | { type: 'call'; id: number; method: string; params: unknown }
  | { type: 'credit'; id: number }
  | { type: 'cancel'; id: number }

/** Worker → server thread. */
export type WorkerReply =
  | { type: 'ready' }
  | { type: 'failed'; error: ErrorShape; detail: string }
  | { type: 'value'; id: number; value: unknown }
  | { type: 'done'; id: number }
  | { type: 'error'; id: number; error: ErrorShape; detail: string }

/** Values a worker may send ahead of their consumption. */
export const WORKER_WINDOW = 16
