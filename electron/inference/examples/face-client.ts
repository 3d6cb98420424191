import OpenAI from 'openai'
import { WebSocket } from 'ws'

// npx tsx electron/inference/examples/face-client.ts 127.0.0.1:8765 TOKEN 'Good morning. Shall we begin?'
const [address, token, input = 'Good morning. Shall we begin?'] = process.argv.slice(2)
const openai = new OpenAI({ baseURL: `http://${address}/v1`, apiKey: token ?? '' })
const speech = await openai.audio.speech.create({ model: 'flite', voice: 'default', response_format: 'pcm', input })

const face = new WebSocket(`ws://${address}/v1/animation`, { headers: { authorization: `Bearer ${token}` } })
face.on('open', async () => {
  face.send(JSON.stringify({ type: 'start', sampleRate: Number(speech.headers.get('x-sample-rate')) }))
  let odd = Buffer.alloc(0)
  for await (const bytes of speech.body as unknown as AsyncIterable<Uint8Array>) {
    const pcm = Buffer.concat([odd, bytes])
    const even = pcm.length & ~1
    odd = pcm.subarray(even)
    face.send(pcm.subarray(0, even)) // and to a loudspeaker
  }
  face.send(JSON.stringify({ type: 'end' }))
})

let jawOpenIndex = 0
face.on('message', (data: Buffer, isBinary) => {
  if (!isBinary) {
    const message = JSON.parse(data.toString()) as { type: string; channels?: string[] }
    if (message.type === 'ready') jawOpenIndex = message.channels!.indexOf('jawOpen')
    else process.stdout.write(`${data.toString()}\n`) // done, with statistics, or an error that says what to do
    return
  }
  for (let at = 0; at < data.length; at += 240) {
    const seconds = data.readDoubleLE(at + 4)
    const jawOpen = data.readFloatLE(at + 12 + 4 * jawOpenIndex)
    process.stdout.write(`${seconds.toFixed(3)} ${'#'.repeat(Math.round(jawOpen * 60))}\n`)
  }
})
