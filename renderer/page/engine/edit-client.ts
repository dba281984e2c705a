import { assert } from '../../../shared/assert.ts'
import { createRequestReply } from '../../../shared/contracts/request-reply.ts'
import {
  type EditReply,
  type EditRequest,
  type FromEdit,
  type LogState,
  REPLIES,
  type ReplyTo,
  type ToEdit,
} from '../../edit/messages.ts'

/** What the page needs of the edit worker. A test gives another object of this shape. */
export interface EditPort {
  postMessage(message: ToEdit, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<FromEdit>) => void) | null
}

/** The page's end of the contract in `edit/messages.ts`. Messages wait until `start`. */
export interface EditClient {
  readonly start: (bytes: MessagePort, journal: MessagePort, gl: MessagePort, transport: MessagePort) => void
  /** Sends the request that is made with a new id. Resolves with its reply. */
  readonly ask: <R extends EditRequest>(request: (id: number) => R) => Promise<ReplyTo<R['kind']>>
  /** Sends a message that has no reply. */
  readonly tell: (message: Exclude<ToEdit, EditRequest | { readonly kind: 'start' }>) => void
}

export interface EditEvents {
  /** The log changed, by an own edit or another's. */
  readonly log: (log: LogState) => void
  /** More is known of doubts: their order is another. */
  readonly doubtsReordered: () => void
  /** Any other message without a request: about the central store and the team. */
  readonly team: (message: FromEdit) => void
}

export function createEditClient(port: EditPort, events: EditEvents): EditClient {
  const requests = createRequestReply<EditReply>()
  /** The messages sent before the worker has its ports; undefined once it has them. */
  let held: ToEdit[] | undefined = []
  const send = (message: ToEdit) => {
    if (held) held.push(message)
    else port.postMessage(message, [])
  }

  port.onmessage = ({ data }) => {
    if (data.kind === 'log') events.log(data.log)
    else if (data.kind === 'doubts-reordered') events.doubtsReordered()
    else if ('id' in data) requests.heard(data)
    else events.team(data)
  }

  return {
    start: (bytes, journal, gl, transport) => {
      port.postMessage({ kind: 'start', bytes, journal, gl, transport }, [bytes, journal, gl, transport])
      for (const message of held ?? []) port.postMessage(message, [])
      held = undefined
    },
    ask: async <R extends EditRequest>(request: (id: number) => R) => {
      let kind: R['kind'] | undefined
      const reply = await requests.ask((id) => {
        const message = request(id)
        kind = message.kind
        send(message)
      })
      assert(kind !== undefined && isReplyTo(kind, reply), `${reply.kind} is no reply to ${kind}`)
      return reply
    },
    tell: send,
  }
}

function isReplyTo<K extends EditRequest['kind']>(kind: K, reply: EditReply): reply is ReplyTo<K> {
  const kinds: readonly EditReply['kind'][] = REPLIES[kind]
  return reply.kind === 'failed' || kinds.includes(reply.kind)
}
