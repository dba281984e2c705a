import { startSync, stepSync } from '../../client/sync-client.ts'
import { startRoom, stepRoom } from '../../room/sync-room.ts'
import { createMemoryLog } from '../edit-storage-memory.ts'
import type { LogMaker } from './store.ts'
import { createView } from './view.ts'

/** For tests: what a run is made of. A test of the simulation itself puts a faulty part in. */
export interface SimulatedParts {
  readonly startSync: typeof startSync
  readonly stepSync: typeof stepSync
  readonly startRoom: typeof startRoom
  readonly stepRoom: typeof stepRoom
  readonly makeLog: LogMaker
  readonly createView: typeof createView
  /** Whether an edit counts as made only when it is durable. */
  readonly writeAhead: boolean
}

export const REAL_PARTS: SimulatedParts = {
  startSync,
  stepSync,
  startRoom,
  stepRoom,
  makeLog: createMemoryLog,
  createView,
  writeAhead: true,
}
