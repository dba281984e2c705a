import type { FromStore, ToStore } from '../../contracts/store-protocol.ts'
import { startSync, statusOf, stepSync } from '../client/sync-client.ts'
import type { SyncEvent, SyncOutput, SyncStart } from '../client/sync-client-events.ts'
import { DATASET } from './sync-fixture.ts'

/** For tests: a sync client whose clock stands still until it is moved. */
export function clientOnBench(start: Partial<SyncStart> = {}, jitter = 1) {
  let state = startSync({ dataset: DATASET, client: 'ann', head: 0, pending: [], ...start })
  let nowMs = 0
  const step = (event: SyncEvent): readonly SyncOutput[] => {
    const stepped = stepSync(state, event, { nowMs, jitter })
    state = stepped.state
    return stepped.outputs
  }
  const receive = (message: FromStore) => step({ kind: 'received', message })
  return {
    step,
    receive,
    status: () => statusOf(state),
    state: () => state,
    /** Moves the clock on and sends `woken`. */
    after(ms: number): readonly SyncOutput[] {
      nowMs += ms
      return step({ kind: 'woken' })
    },
    nowMs: () => nowMs,
    /** Wants to be online, is connected and greeted. */
    goOnline(head: number): readonly SyncOutput[] {
      step({ kind: 'want', online: true })
      step({ kind: 'opened' })
      return receive(welcome(head))
    },
  }
}

export function welcome(head: number): Extract<FromStore, { readonly kind: 'welcome' }> {
  return { kind: 'welcome', protocol: 1, user: 'ann', role: 'proofreader', head, snapshot: 0 }
}

/** What is sent, in words: `hello 3`, `push 1..4`, `presence`. */
export function sentIn(outputs: readonly SyncOutput[]): string[] {
  return outputs.flatMap((output) => (output.kind === 'send' ? [words(output.message)] : []))
}

function words(message: ToStore): string {
  switch (message.kind) {
    case 'hello':
      return `hello ${message.head}`
    case 'push':
      return `push ${message.edits[0]?.id.counter}..${message.edits.at(-1)?.id.counter}`
    case 'presence':
      return 'presence'
  }
}

/** What is asked to be stored, in words: `3..7`. */
export function storedIn(outputs: readonly SyncOutput[]): string[] {
  return outputs.flatMap((output) =>
    output.kind === 'store' ? [`${output.from}..${output.from + output.entries.length - 1}`] : [],
  )
}

export function kindsIn(outputs: readonly SyncOutput[]): string[] {
  return outputs.map(({ kind }) => kind)
}
