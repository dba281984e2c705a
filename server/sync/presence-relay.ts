import { PRESENCE_EVERY_MS, type Whereabouts } from '../../shared/contracts/store-protocol.ts'
import { formatNotice, type Moved, NOTICE_BYTES_MAX, type Notice } from './notices.ts'

/** After this many ms without news, a client of another process counts as gone. That process may have been killed. */
const GONE_AFTER_MS = 30_000

/** Tells the other processes where the clients of this process are, and remembers the clients that they told of. */
export interface PresenceRelay {
  moved(dataset: number, client: string, user: string, whereabouts: Whereabouts): void
  left(dataset: number, client: string): void
  heard(dataset: number, client: string): void
  /** Tells everything again, for new processes. Returns the clients that no process tells of any more. */
  tidy(): readonly { readonly dataset: number; readonly client: string }[]
  stop(): void
}

interface Here {
  readonly clients: Map<string, Moved>
  readonly moved: Set<string>
  readonly left: Set<string>
}

type PresenceNotice = Extract<Notice, { readonly kind: 'presence' }>

/** `notify` must never reject, because presence that is lost is sent again later. */
export function createPresenceRelay(
  process: string,
  notify: (payload: string) => Promise<void>,
  now: () => number,
): PresenceRelay {
  const here = new Map<number, Here>()
  const elsewhere = new Map<string, { readonly dataset: number; readonly client: string; readonly atMs: number }>()
  let timer: NodeJS.Timeout | undefined

  const hereIn = (dataset: number): Here => {
    const found = here.get(dataset)
    if (found !== undefined) return found
    const made: Here = { clients: new Map(), moved: new Set(), left: new Set() }
    here.set(dataset, made)
    return made
  }

  /** Sends all moves within a short time together. The next ones wait until these are sent. */
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      void flush().then(() => {
        timer = undefined
        if ([...here.values()].some(({ moved, left }) => moved.size + left.size > 0)) schedule()
      })
    }, PRESENCE_EVERY_MS)
  }

  async function flush(): Promise<void> {
    for (const [dataset, { clients, moved, left }] of here) {
      const places = [...moved].flatMap((client) => clients.get(client) ?? [])
      const notices = noticesOf(process, dataset, places, [...left])
      moved.clear()
      left.clear()
      if (clients.size === 0) here.delete(dataset)
      for (const notice of notices) await notify(formatNotice(notice))
    }
  }

  return {
    moved(dataset, client, user, { cursor, selection }) {
      const { clients, moved, left } = hereIn(dataset)
      clients.set(client, { client, user, cursor, selection })
      moved.add(client)
      left.delete(client)
      schedule()
    },
    left(dataset, client) {
      const found = here.get(dataset)
      if (!found?.clients.delete(client)) return
      found.moved.delete(client)
      found.left.add(client)
      schedule()
    },
    heard(dataset, client) {
      elsewhere.set(`${dataset} ${client}`, { dataset, client, atMs: now() })
    },
    tidy() {
      for (const { clients, moved } of here.values()) for (const client of clients.keys()) moved.add(client)
      if (here.size > 0) schedule()
      const gone = [...elsewhere].filter(([, { atMs }]) => now() - atMs > GONE_AFTER_MS)
      for (const [key] of gone) elsewhere.delete(key)
      return gone.map(([, { dataset, client }]) => ({ dataset, client }))
    },
    stop: () => clearTimeout(timer),
  }
}

/** Divides the presence among as many notices as are needed to keep each short enough. */
function noticesOf(
  process: string,
  dataset: number,
  moved: readonly Moved[],
  left: readonly string[],
): PresenceNotice[] {
  const notices: PresenceNotice[] = []
  let open: PresenceNotice = { kind: 'presence', process, dataset, moved: [], left: [] }
  const add = (next: PresenceNotice, alone: PresenceNotice): void => {
    if (Buffer.byteLength(formatNotice(next)) <= NOTICE_BYTES_MAX) open = next
    else {
      notices.push(open)
      open = alone
    }
  }
  const empty = open
  for (const one of moved) add({ ...open, moved: [...open.moved, one] }, { ...empty, moved: [one] })
  for (const client of left) add({ ...open, left: [...open.left, client] }, { ...empty, left: [client] })
  if (open.moved.length + open.left.length > 0) notices.push(open)
  return notices
}
