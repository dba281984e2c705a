import { homedir } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { assert } from '../../shared/assert.ts'
import type { OpenedSource } from '../../shared/contracts/host-api.ts'
import { createRequestReply } from '../../shared/contracts/request-reply.ts'
import type { Result } from '../../shared/problem.ts'
import { servedPort } from '../served-port.ts'
import { createCredentialServices } from './credentials/credential-services.ts'
import { createLimiter } from './limiter.ts'
import { DISK_READS_AT_ONCE, HTTP_REQUESTS_AT_ONCE, HTTP_STALL_MS } from './limits.ts'
import type { FromByteProcess, ToByteProcess } from './messages.ts'
import { createNetwork } from './network/network.ts'
import { readProxyList } from './network/proxy-choice.ts'
import { createOpenSources } from './open-sources.ts'
import { BUG, serve } from './serve.ts'
import { createHttpClient } from './sources/http/http-client.ts'

// The entry of the byte process, which main forks as a utilityProcess. It owns the bytes: files and http(s).

// undici reads heads of HTTP by WebAssembly. V8 would compile its one large function a second time, for 100 ms, while a
// dataset opens, and what is compiled at once is fast enough: bodies do not pass through it. Nothing else here is wasm.
setFlagsFromString('--liftoff-only')

type ProxyReply = Extract<ToByteProcess, { kind: 'proxy' }>

const questions = createRequestReply<ProxyReply>()
const network = createNetwork({
  atOnce: HTTP_REQUESTS_AT_ONCE,
  connectMs: HTTP_STALL_MS,
  environment: process.env,
  systemProxy: async (origin) => {
    const { list } = await questions.ask((id) => tell({ kind: 'proxy-of', id, origin }))
    return readProxyList(list)
  },
})
const home = homedir()
const sources = createOpenSources(
  {
    home,
    client: createHttpClient({ network }),
    disk: createLimiter(DISK_READS_AT_ONCE),
    credentials: createCredentialServices({ home, environment: process.env, network }),
    onNotice: (sentence) => tell({ kind: 'notice', sentence }),
  },
  process.pid,
)

process.parentPort.on('message', ({ data, ports }) => {
  // Main is ours: both ends of messages.ts are built together, so its messages are taken as they are.
  const message: ToByteProcess = data
  switch (message.kind) {
    case 'open':
      void answer(message.id, sources.open(message.location))
      return
    case 'open-below':
      void answer(message.id, sources.openBelow(message.sourceId, message.folder))
      return
    case 'open-instead':
      void instead(message.id, sources.openInstead(message.sourceId, message.marks))
      return
    case 'proxy':
      questions.heard(message)
      return
    case 'close':
      sources.close(message.sourceId)
      return
    case 'port': {
      const port = ports[0]
      assert(port !== undefined, "a message 'port' came without its port")
      serve(servedPort(port), { sourceOf: sources.find, onBug: report })
    }
  }
})

async function answer(id: number, opening: Promise<Result<OpenedSource>>): Promise<void> {
  const result = await opening.catch((error: unknown): Result<OpenedSource> => {
    report(error)
    return { ok: false, problem: BUG }
  })
  tell({ kind: 'opened', id, result })
}

async function instead(id: number, looking: Promise<string | undefined>): Promise<void> {
  const sentence = await looking.catch((error: unknown) => {
    report(error)
    return undefined
  })
  tell({ kind: 'instead', id, sentence: sentence ?? null })
}

function tell(message: FromByteProcess): void {
  process.parentPort.postMessage(message)
}

/** Bugs go to the terminal that started Skein. */
function report(error: unknown): void {
  console.error('byte process:', error)
}
