/**
 * What must stand in a process's environment before its first onnxruntime session: builds from 1.29 on tell their maker, over the
 * network, of every model that is loaded, on Linux and macOS too. A worker's `process.env` is a copy that native code does not
 * see, so a process whose models live in workers has to be started with it.
 */
export const QUIET_ONNXRUNTIME = { ORT_DISABLE_TELEMETRY: '1' } as const
