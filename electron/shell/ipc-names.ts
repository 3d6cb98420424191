/** The three wires between preload and main. What travels on them is described in electron/contract/ipc.ts. */
export const IPC_INVOKE = 'understudy:invoke'
export const IPC_EVENT = 'understudy:event'
export const IPC_PORT = 'understudy:port'
