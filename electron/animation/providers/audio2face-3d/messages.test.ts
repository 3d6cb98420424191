import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadService } from './service.ts'

const proto = fileURLToPath(new URL('proto/a2f_controller.proto', import.meta.url))

describe('the messages of Audio2Face-3D', () => {
  // To bring messages.json up to date after a change of a .proto file, run this test with -u.
  it('are those of the .proto files', async () => {
    const { Root } = createRequire(createRequire(import.meta.url).resolve('@grpc/proto-loader'))('protobufjs') as {
      Root: new () => { loadSync(file: string, options: object): { toJSON(): object } }
    }
    const messages = new Root().loadSync(proto, { keepCase: true }).toJSON()
    await expect(`${JSON.stringify(messages, null, 1)}\n`).toMatchFileSnapshot('messages.json')
  })

  it('have the names and numbers of the wire', async () => {
    const { definition } = await loadService()
    const { path, requestStream, responseStream, requestSerialize, responseSerialize, responseDeserialize } = definition.ProcessAudioStream
    expect({ path, requestStream, responseStream }).toEqual({
      path: '/nvidia_ace.services.a2f_controller.v1.A2FControllerService/ProcessAudioStream',
      requestStream: true,
      responseStream: true,
    })
    // Written by hand: field number << 3 | wire type, length, content.
    const header = requestSerialize({ audio_stream_header: { audio_header: { audio_format: 0, channel_count: 1, samples_per_second: 16_000, bits_per_sample: 16 } } })
    expect(header.toString('hex')).toBe('0a0b' + '0a09' + '0800' + '1001' + '18807d' + '2010')
    expect(requestSerialize({ audio_with_emotion: { audio_buffer: Buffer.from([1, 2]) } }).toString('hex')).toBe('12040a020102')
    expect(requestSerialize({ end_of_audio: {} }).toString('hex')).toBe('1a00')
    const emotion = requestSerialize({ audio_with_emotion: { emotions: [{ time_code: 0.5, emotion: { joy: 1 } }] } })
    expect(emotion.toString('hex')).toBe('1217' + '1215' + '09000000000000e03f' + '120a' + '0a036a6f79' + '150000803f')
    const names = responseSerialize({ animation_data_stream_header: { skel_animation_header: { blend_shapes: ['JawOpen'] } } })
    expect(names.toString('hex')).toBe('0a0b' + '1209' + '0a074a61774f70656e')
    const data = Buffer.from('12130a110a0f' + '09000000000000f03f' + '1204' + '0000003f', 'hex')
    expect(responseDeserialize(data)).toMatchObject({
      animation_data: { skel_animation: { blend_shape_weights: [{ time_code: 1, values: [0.5] }] } },
    })
    expect(responseDeserialize(Buffer.from('2204' + '0803' + '1200', 'hex'))).toMatchObject({ status: { code: 3 } })
    expect(responseDeserialize(Buffer.from('1a020800', 'hex'))).toMatchObject({ event: { event_type: 0 } })
  })
})
