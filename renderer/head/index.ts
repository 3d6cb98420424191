export { HeadView, type HeadViewOptions } from './view.ts'
export type { HeadEvent, Inspection, StillPose } from './head.ts'
export type { HeadFrame, HeadPose, HeadState, HeadStats, HeadTier } from './types.ts'
