import type { FromStore } from '../../../contracts/store-protocol.ts'
import type { Edit } from '../../../edits/edit.ts'
import { wasFolded } from '../../../fold/edit-names.ts'
import { applyWith, foldOfBases } from '../../../fold/testing/fold-fixture.ts'
import { sessionName } from '../../admission/admission-facts.ts'
import { type Admission, admit } from '../../admission/admit.ts'
import { receivedHead } from '../../client/sync-state.ts'
import { createMemoryLog } from '../edit-storage-memory.ts'
import { REAL_PARTS, type SimulatedParts } from './parts.ts'

type Step = SimulatedParts['stepSync']
type Committed = Extract<FromStore, { readonly kind: 'committed' }>

/** For tests: the simulation must find each of these faults. */
export const FAULTY_PARTS: Readonly<Record<string, Partial<SimulatedParts>>> = {
  'a store that takes again what it has': storeThat((dataset, pushes, facts) => {
    const highest = new Map(facts.highest)
    for (const { id } of pushes.flatMap(({ edits }) => edits.slice(0, 1))) {
      const name = sessionName(id)
      highest.set(name, Math.min(highest.get(name) ?? 0, id.counter - 1))
    }
    return admit(dataset, pushes, { ...facts, highest })
  }),
  'a store that leaves gaps': storeThat((dataset, pushes, facts) => {
    const highest = new Map(facts.highest)
    for (const { id } of pushes.flatMap(({ edits }) => edits.slice(0, 1))) {
      const name = sessionName(id)
      highest.set(name, Math.max(highest.get(name) ?? 0, id.counter - 1))
    }
    return admit(dataset, pushes, { ...facts, highest })
  }),
  'a store for which everybody is a reviewer': storeThat((dataset, pushes, facts) => {
    const roles = new Map([...facts.roles.keys()].map((user) => [user, 'reviewer'] as const))
    return admit(dataset, pushes, { ...facts, roles })
  }),
  'a room that tells edits in another order than the log has': {
    stepRoom: (state, event) => {
      if (event.kind !== 'committed') return REAL_PARTS.stepRoom(state, event)
      const entries = [...event.result.entries].reverse()
      return REAL_PARTS.stepRoom(state, { ...event, result: { ...event.result, entries } })
    },
  },
  'a room that does not hear of other processes': {
    stepRoom: (state, event) =>
      event.kind === 'notified' ? { state, outputs: [] } : REAL_PARTS.stepRoom(state, event),
  },
  'a client that takes again what it has': {
    stepSync: hearing((message, known) => (message.from <= known ? { ...message, from: known + 1 } : message)),
  },
  'a client that passes over gaps': {
    stepSync: hearing((message, known) => (message.from > known + 1 ? { ...message, from: known + 1 } : message)),
  },
  'a client that pushes out of order': {
    stepSync: (state, event, moment) => {
      const stepped = REAL_PARTS.stepSync(state, event, moment)
      const outputs = stepped.outputs.map((output) => {
        if (output.kind !== 'send' || output.message.kind !== 'push') return output
        return { ...output, message: { ...output.message, edits: [...output.message.edits].reverse() } }
      })
      return { ...stepped, outputs }
    },
  },
  'a client that takes a failed write for a good one': {
    stepSync: (state, event, moment) =>
      REAL_PARTS.stepSync(state, event.kind === 'store-failed' ? { kind: 'stored' } : event, moment),
  },
  'a client that forgets at a restart what it did not push': {
    startSync: (start) => REAL_PARTS.startSync({ ...start, pending: [] }),
  },
  'a device that folds what others did after its own pending edits': {
    createView: (bases) => {
      const fold = foldOfBases(bases)
      return {
        of(committed, pending) {
          const entries = [...committed, ...pending.map((edit): { edit: Edit; refused?: string } => ({ edit }))]
          for (const { edit, refused } of entries) {
            const entry = { seq: fold.head() + 1, edit, refused }
            if (!wasFolded(fold.tables.names, edit.id)) applyWith(fold, bases, entry)
          }
          return fold
        },
      }
    },
  },
  'edits that are told as saved before they are': { writeAhead: false },
}

function storeThat(decide: (...given: Parameters<typeof admit>) => Admission): Partial<SimulatedParts> {
  return { makeLog: (dataset, users) => createMemoryLog(dataset, users, decide) }
}

function hearing(change: (message: Committed, known: number) => FromStore): Step {
  return (state, event, moment) => {
    if (event.kind !== 'received' || event.message.kind !== 'committed')
      return REAL_PARTS.stepSync(state, event, moment)
    const message = change(event.message, receivedHead(state))
    return REAL_PARTS.stepSync(state, { ...event, message }, moment)
  }
}
