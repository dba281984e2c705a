import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { OpenedSource } from '../../../shared/contracts/host-api.ts'
import { createRequestReply } from '../../../shared/contracts/request-reply.ts'
import { problemOf, type Result } from '../../../shared/problem.ts'
import type { FromByteProcess, ToByteProcess } from '../../bytes/messages.ts'

type Reply = Extract<FromByteProcess, { kind: 'opened' | 'instead' }>

/** The main process's end of the byte process: opens and closes sources, hands over ports, sees nothing of the bytes. */
export interface ByteProcessClient {
  open(location: string): Promise<Result<OpenedSource>>
  openBelow(sourceId: string, folder: string): Promise<Result<OpenedSource>>
  openInstead(sourceId: string, marks: readonly string[]): Promise<string | null>
  close(sourceId: string): void
  /** Gives the byte process one end of a channel. */
  connect(port: MessagePortMain): void
  /** Ends the process; its end is then no failure. */
  stop(): void
}

/** What the byte process needs of main. */
export interface ByteProcessParts {
  /** The built file. */
  readonly modulePath: string
  readonly onDied: (reason: string) => void
  /** The proxies that the system prescribes for an origin, as a proxy script returns them. */
  readonly proxyOf: (origin: string) => Promise<string>
  /** Gets sentences about open sources that a person should read. */
  readonly onNotice: (sentence: string) => void
}

/**
 * Forks the byte process now, and again at the next call after it died: its sources and ports are gone then, which
 * `onDied` tells. Opens that were under way get a problem.
 */
export function createByteProcessClient({
  modulePath,
  onDied,
  proxyOf,
  onNotice,
}: ByteProcessParts): ByteProcessClient {
  const requests = createRequestReply<Reply>()
  let stopped = false
  let child: UtilityProcess | undefined

  const fork = (): UtilityProcess => {
    const forked = utilityProcess.fork(modulePath, [], { serviceName: 'Skein bytes', stdio: 'inherit' })
    forked.on('message', (message: FromByteProcess) => hear(message, forked))
    forked.on('exit', (code) => {
      if (child === forked) child = undefined
      const reason = `The byte process stopped (exit code ${code})`
      requests.failAll({ kind: 'disk', message: reason })
      if (!stopped) onDied(reason)
    })
    return forked
  }

  const hear = (message: FromByteProcess, from: UtilityProcess): void => {
    switch (message.kind) {
      case 'opened':
      case 'instead':
        requests.heard(message)
        return
      case 'notice':
        onNotice(message.sentence)
        return
      case 'proxy-of': {
        const { id, origin } = message
        const reply = (list: string) => from.postMessage({ kind: 'proxy', id, list } satisfies ToByteProcess)
        // Where the system cannot say, the way is straight.
        proxyOf(origin).then(reply, () => reply('DIRECT'))
      }
    }
  }

  const send = (message: ToByteProcess, ports: MessagePortMain[] = []): void => {
    child ??= fork()
    child.postMessage(message, ports)
  }

  const ask = async (message: (id: number) => ToByteProcess): Promise<Result<OpenedSource>> => {
    try {
      const reply = await requests.ask((id) => send(message(id)))
      if (reply.kind === 'opened') return reply.result
      throw new Error(`bug: ${reply.kind} in reply to an opening`)
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      return { ok: false, problem }
    }
  }

  child = fork()
  return {
    open: (location) => ask((id) => ({ kind: 'open', id, location })),
    openBelow: (sourceId, folder) => ask((id) => ({ kind: 'open-below', id, sourceId, folder })),
    openInstead: async (sourceId, marks) => {
      const reply = await requests
        .ask((id) => send({ kind: 'open-instead', id, sourceId, marks }))
        .catch(() => undefined)
      return reply?.kind === 'instead' ? reply.sentence : null
    },
    close: (sourceId) => send({ kind: 'close', sourceId }),
    connect: (port) => send({ kind: 'port' }, [port]),
    stop: () => {
      stopped = true
      child?.kill()
    },
  }
}
