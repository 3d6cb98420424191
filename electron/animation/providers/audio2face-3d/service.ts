import type { MethodDefinition } from '@grpc/proto-loader'
import messages from './messages.json' with { type: 'json' }

export interface AudioStream {
  audio_stream_header?: {
    audio_header: { audio_format: 0; channel_count: number; samples_per_second: number; bits_per_sample: number }
    blendshape_params?: { enable_clamping_bs_weight: boolean }
    emotion_params?: { beginning_emotion: Record<string, number> }
    emotion_post_processing_params?: { enable_preferred_emotion: boolean; preferred_emotion_strength: number }
  }
  audio_with_emotion?: { audio_buffer?: Uint8Array; emotions?: { time_code: number; emotion: Record<string, number> }[] }
  end_of_audio?: object
}

/** As it is read: a part that was not sent is absent, numbers default to 0 and lists to empty ones. */
export interface AnimationDataStream {
  animation_data_stream_header?: { skel_animation_header?: { blend_shapes: string[] } }
  animation_data?: { skel_animation?: { blend_shape_weights: { time_code: number; values: number[] }[] } }
  event?: { event_type: number }
  status?: { code: number; message: string }
}

/** nvidia_ace.status.v1.Status.Code */
export const STATUS_ERROR = 3

export const SERVICE = 'nvidia_ace.services.a2f_controller.v1.A2FControllerService'

/**
 * The service as gRPC wants it. `messages.json` are the .proto files beside it, in the one form that is bundled
 * everywhere; messages.test.ts keeps the two equal. Loaded on first use: start-up does not pay for gRPC.
 */
export async function loadService(): Promise<{ definition: { ProcessAudioStream: MethodDefinition<AudioStream, AnimationDataStream> } }> {
  const { fromJSON } = await import('@grpc/proto-loader')
  const definition = fromJSON(messages as Parameters<typeof fromJSON>[0], { defaults: true, oneofs: true, longs: Number })[SERVICE]
  return { definition: definition as unknown as { ProcessAudioStream: MethodDefinition<AudioStream, AnimationDataStream> } }
}
