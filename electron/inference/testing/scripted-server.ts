import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { parsePrompt } from '../../persona/prompt.ts'
import { chatRequestSchema, speechRequestSchema, type ChatRequest } from '../../contract/inference.ts'

export type ScriptedRole = 'language' | 'transcription' | 'speech'

/** What can be wrong with a server, whatever its role. */
const ANY_ROLE = {
  dropsBeforeHeaders: (response) => void response.destroy(),
  neverAnswers: () => undefined,
  isRateLimited: (response) => sendError(response, 429),
  isRateLimitedForLong: (response) => sendError(response, 429, { 'retry-after': '3600' }),
  refusesTheKey: (response) => sendError(response, 401),
  knowsNoModel: (response) => sendError(response, 404),
  refusesTheRequest: (response) => sendError(response, 400),
  fails: (response) => sendError(response, 500),
  isOverloaded: (response) => sendError(response, 503, { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' }),
  sendsAPage: (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in to this network</body></html>'),
  sendsAnErrorAsSuccess: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"error":{"message":"secret words"}}'),
  sendsWrongJson: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":"none","text":7'),
  sendsNothing: (response) => void response.writeHead(200).end(),
  redirectsInCircles: (response) => void response.writeHead(302, { location: '/v1/chat/completions' }).end(),
  breaksInTheHeaders: (response) => void (response.socket?.write('HTTP/1.1 200 OK\r\ncontent-le'), response.socket?.destroy()),
} satisfies Record<string, (response: ServerResponse) => void>

/** The answer begins well. */
const LANGUAGE = {
  breaksOffBeforeASentence: (response) => void (sse(response).write(chunk('It')), setImmediate(() => response.destroy())),
  endsWithoutAnEnd: (response) => void sse(response).end(chunk('It')),
  sendsMalformedEvents: (response) => void sse(response).end('data: {"choices":[{"delta\n\n'),
  sendsOtherEvents: (response) => void sse(response).end('event: ping\ndata: {"type":"ping"}\n\ndata: [1,2]\n\ndata: [DONE]\n\n'),
  sendsNoText: (response) => void sse(response).end(`data: {"choices":[{"delta":{"content":{"parts":[1]}}}]}\n\n${END}`),
  reportsAnErrorUnderWay: (response) => void sse(response).end(`${chunk('It')}data: {"error":{"message":"secret words"}}\n\n`),
  saysNothing: (response) => void sse(response).end(END),
  refuses: (response) => void sse(response).end(`data: {"choices":[{"delta":{"refusal":"secret words"}}]}\n\n${END}`),
  isFiltered: (response) => void sse(response).end('data: {"choices":[{"delta":{},"finish_reason":"content_filter"}]}\n\ndata: [DONE]\n\n'),
  fallsSilent: (response) => void sse(response).write(chunk('It')),
  goesOnSayingNothing: (response) => trickle(sse(response), chunk('')),
  comments: (response) => trickle(sse(response), ': still working\n\n'),
  doesNotStream: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[{"message":{"content":"It was so."}}]}'),
} satisfies Record<string, (response: ServerResponse) => void>

const SPEECH = {
  sendsAWav: (response) => sound(response, Buffer.from(`RIFF${'x'.repeat(4_000)}`)),
  sendsAnMp3: (response) => void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('ID3'),
  sendsHalfASample: (response) => sound(response, tone(24_000, 0.5).subarray(1)),
  sendsSilence: (response) => sound(response, Buffer.alloc(48_000)),
  breaksOff: (response) => void (response.writeHead(200, { 'content-type': 'audio/pcm' }).write(tone(24_000, 0.3)), setTimeout(() => response.destroy(), 20)),
  sendsLessThanAnnounced: (response) => void (response.writeHead(200, { 'content-type': 'audio/pcm', 'content-length': 96_000 }).write(tone(24_000, 0.3)), setTimeout(() => response.destroy(), 20)),
  fallsSilent: (response) => void response.writeHead(200, { 'content-type': 'audio/pcm' }).write(tone(24_000, 0.3)),
  neverEnds: (response) => trickle(response.writeHead(200, { 'content-type': 'audio/pcm' }), tone(24_000, 5)),
  changesItsRate: (response, n) => void response.writeHead(200, { 'content-type': 'audio/pcm', 'x-sample-rate': n % 2 === 0 ? '24000' : '48000' }).end(tone(24_000, 0.5)),
} satisfies Record<string, (response: ServerResponse, nth: number) => void>

const TRANSCRIPTION = {
  sendsNoTranscript: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"transcript":"hello"}'),
  sendsNoWords: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":null}'),
  sendsANovel: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text: 'And so on. '.repeat(50_000) })),
  breaksOff: (response) => void (response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{"text":"'), setTimeout(() => response.destroy(), 20)),
  fallsSilent: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"text":"'),
  neverEnds: (response) => trickle(response.writeHead(200, { 'content-type': 'application/json' }), ' '.repeat(1_000_000)),
} satisfies Record<string, (response: ServerResponse) => void>

type Act = (response: ServerResponse, nth: number) => void

/** Each role's faults by name. */
export const SERVER_FAULTS: Record<ScriptedRole, Record<string, Act>> = {
  language: { ...ANY_ROLE, ...LANGUAGE },
  transcription: { ...ANY_ROLE, ...TRANSCRIPTION },
  speech: { ...ANY_ROLE, ...SPEECH },
}

/** What is only slow, or wrong for a moment: the answer comes all the same. */
export const SERVER_MOODS = ['good', 'slow', 'rateLimitedOnce', 'droppedOnce', 'cutAnywhere'] as const
export type ServerMood = (typeof SERVER_MOODS)[number]

const MOMENT_MS = 30
const RATE_HZ = 24_000
/** Of English, about. */
const TOKENS_PER_WORD = 1.33

/**
 * Language, transcription and speech in OpenAI's API, on loopback, as good or as bad as a test says. A good language model quotes the
 * passage it is given; a good transcription hears `hears`; a good voice hums.
 */
export class ScriptedServer {
  readonly requests: Record<ScriptedRole, number> = { language: 0, transcription: 0, speech: 0 }
  hears = ''
  /** How fast a good language model writes, a word at a time; all at once where null. */
  tokensPerS: number | null = null
  /** What the language model was told and asked last. */
  prompt = ''
  private readonly acts = new Map<ScriptedRole, Act | ServerMood>()
  private readonly sockets = new Set<Socket>()
  private readonly server = createServer((request, response) => void this.serve(request, response).catch(() => response.destroy()))

  private constructor() {
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
      socket.on('error', () => undefined)
    })
  }

  static async start(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer()
    scripted.server.listen(0, '127.0.0.1')
    await once(scripted.server, 'listening')
    return scripted
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`
  }

  /** Connections that clients hold open now. */
  get openSockets(): number {
    return this.sockets.size
  }

  /** From now on this role behaves so. */
  be(role: ScriptedRole, act: Act | ServerMood): void {
    this.acts.set(role, act)
    this.requests[role] = 0
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const role = ROLES[request.url?.replace('/v1/', '') ?? '']
    if (!role) return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}')
    const nth = this.requests[role]++
    const act = this.acts.get(role) ?? 'good'
    if (role === 'language') this.prompt = messagesOf(Buffer.concat(parts)).map(({ content }) => content).join('\n')
    if (typeof act === 'function') return act(response, nth)
    if (nth === 0 && act === 'rateLimitedOnce') return sendError(response, 429, { 'retry-after': '0' })
    if (nth === 0 && act === 'droppedOnce') return void response.destroy()
    if (act === 'slow') await delay(MOMENT_MS)
    await this.answer(role, Buffer.concat(parts), response, act)
  }

  private async answer(role: ScriptedRole, body: Buffer, response: ServerResponse, mood: ServerMood): Promise<void> {
    const send = async (pieces: Iterable<string | Uint8Array>): Promise<void> => {
      for (const piece of pieces) {
        response.write(piece)
        if (mood !== 'good') await delay(mood === 'slow' ? MOMENT_MS : 1)
      }
      response.end()
    }
    if (role === 'transcription') {
      response.writeHead(200, { 'content-type': 'application/json' })
      return send(cut(Buffer.from(JSON.stringify({ text: this.hears })), mood))
    }
    if (role === 'speech') {
      const { input } = speechRequestSchema.parse(JSON.parse(body.toString()))
      response.writeHead(200, { 'content-type': 'audio/pcm' })
      return send(cut(tone(RATE_HZ, 0.2 + input.length / 100), mood))
    }
    sse(response)
    const words = quoting(messagesOf(body)).split(/(?<= )/)
    if (this.tokensPerS !== null) {
      for (const word of words) {
        await delay((TOKENS_PER_WORD / this.tokensPerS) * 1000)
        response.write(chunk(word))
      }
      return void response.end(END)
    }
    await send(cut(Buffer.from(words.map((word) => chunk(word)).join('') + END), mood))
  }
}

const ROLES: Record<string, ScriptedRole | undefined> = { 'chat/completions': 'language', 'audio/transcriptions': 'transcription', 'audio/speech': 'speech' }
const END = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`

function chunk(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`
}

function sse(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' })
}

function sound(response: ServerResponse, bytes: Uint8Array): void {
  response.writeHead(200, { 'content-type': 'audio/pcm' }).end(bytes)
}

function sendError(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"error":{"message":"secret words"}}')
}

/** Sends the same again and again until the client has enough. */
function trickle(response: ServerResponse, bytes: string | Uint8Array): void {
  const timer = setInterval(() => response.write(bytes), 5)
  response.on('close', () => clearInterval(timer))
}

/** One message in pieces that respect nothing, or such as one would send. */
function* cut(bytes: Buffer, mood: ServerMood): Generator<Uint8Array> {
  const size = mood === 'cutAnywhere' ? 997 : mood === 'slow' ? Math.ceil(bytes.length / 8) : bytes.length
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** A hum, 16-bit PCM. */
function tone(rateHz: number, seconds: number): Buffer {
  return Buffer.from(Int16Array.from({ length: rateHz * seconds }, (_, n) => 9_000 * Math.sin((2 * Math.PI * 180 * n) / rateHz)).buffer)
}

function messagesOf(body: Buffer): ChatRequest['messages'] {
  return chatRequestSchema.parse(JSON.parse(body.toString())).messages
}

/** Two sentences of the first passage, as a model that keeps to the rules would say them. */
function quoting(messages: Parameters<typeof parsePrompt>[0]): string {
  const passage = parsePrompt(messages).passages[0]
  if (!passage) return "I haven't spoken about that."
  const sentences = passage.text.match(/[^.!?]+[.!?]/g) ?? [passage.text]
  return sentences.slice(0, 2).map((sentence) => `${sentence.trim()} [${passage.marker}]`).join(' ')
}
