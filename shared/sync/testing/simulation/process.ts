import {
  formatFromStore,
  PROTOCOL_VERSION,
  parseToStore,
  type StoreProblem,
} from '../../../contracts/store-protocol.ts'
import { BACKLOG_PAUSE_CHARACTERS } from '../../room/room-limits.ts'
import type { RoomEvent, RoomOutput } from '../../room/sync-room-events.ts'
import { removeLink } from './link.ts'
import type { SimulatedParts } from './parts.ts'
import type { Random } from './random.ts'
import type { SimulatedStore } from './store.ts'
import { must, type Tally } from './tally.ts'
import type { Link, Network, Process } from './team.ts'

export interface StoreSide {
  readonly store: SimulatedStore
  readonly network: Network
  readonly parts: SimulatedParts
  readonly tally: Tally
  readonly random: Random
}

const AWAY: StoreProblem = { code: 'unavailable', message: 'The database is away' }

export function startProcess({ store, parts }: Pick<StoreSide, 'store' | 'parts'>): Process {
  const room = parts.startRoom(store.log.head(), 0)
  return { isUp: true, room, commit: undefined, read: undefined, isResting: false, notifications: [] }
}

export function stepProcess(side: StoreSide, process: Process, event: RoomEvent): void {
  const { state, outputs } = side.parts.stepRoom(process.room, event)
  process.room = state
  const told = new Set<Link>()
  for (const output of outputs) {
    if (output.kind === 'send') for (const link of linksOf(side, process, output.connections)) told.add(link)
    carryOut(side, process, output)
  }
  for (const link of told) tellBacklog(side, link)
}

function carryOut(side: StoreSide, process: Process, output: RoomOutput): void {
  switch (output.kind) {
    case 'send':
      for (const link of linksOf(side, process, output.connections)) link.toClient.push(output.text)
      break
    case 'drop':
      for (const link of linksOf(side, process, [output.connection])) {
        link.toClient.push(formatFromStore({ kind: 'problem', ...output.problem }))
        link.process = undefined
      }
      break
    case 'commit':
      must(process.commit === undefined, 'one commit at a time')
      process.commit = { pushes: output.pushes }
      break
    case 'read':
      must(process.read === undefined, 'one read at a time')
      process.read = { from: output.from, take: output.take }
      break
    case 'rest':
      must(!process.isResting, 'one rest at a time')
      process.isResting = true
      break
  }
}

function linksOf({ network }: StoreSide, process: Process, connections: readonly number[]): Link[] {
  return network.links.filter((link) => link.process === process && connections.includes(link.connection))
}

/** Tells the room what waits to be taken, when that has changed. */
export function tellBacklog(side: StoreSide, link: Link): void {
  const { process, connection } = link
  if (process === undefined || !link.hasJoined) return
  const characters = link.toClient.reduce((sum, text) => sum + text.length, 0) * link.slowness
  if (characters === link.backlog) return
  link.backlog = characters
  if (characters > BACKLOG_PAUSE_CHARACTERS) side.tally.count('member paused')
  stepProcess(side, process, { kind: 'backlog', connection, characters })
}

/** One message of a client arrives. */
export function arrive(side: StoreSide, link: Link): void {
  const { process, connection, user } = link
  const text = link.toStore.shift()
  if (text === undefined || process === undefined) return
  const message = parseToStore(text)
  must(message.ok, 'a client says only what can be read')
  const said = message.value
  if (said.kind === 'hello') {
    const role = side.store.roles.get(user)
    must(said.protocol === PROTOCOL_VERSION, 'a client speaks this version')
    if (role === undefined) refuse(link, { code: 'no-access', message: 'No role' })
    else if (!link.hasJoined) {
      link.hasJoined = true
      if (said.head > process.room.head) side.tally.count('newcomer ahead of the process')
      stepProcess(side, process, { kind: 'joined', connection, user, role, client: said.client, head: said.head })
    }
  } else if (said.kind === 'push') stepProcess(side, process, { kind: 'pushed', connection, edits: said.edits })
  else stepProcess(side, process, { kind: 'whereabouts', connection, whereabouts: said })
}

function refuse(link: Link, problem: StoreProblem): void {
  link.toClient.push(formatFromStore({ kind: 'problem', ...problem }))
  link.process = undefined
}

/** Takes the outstanding commit one step on: first it is performed, then its result arrives. */
export function commitOn(side: StoreSide, process: Process, faults: boolean): void {
  const { store, random, tally, network } = side
  const { commit } = process
  if (commit === undefined) return
  if (commit.answer !== undefined) {
    process.commit = undefined
    const { answer } = commit
    if ('code' in answer) stepProcess(side, process, { kind: 'commit-failed', problem: answer })
    else stepProcess(side, process, { kind: 'committed', result: answer })
    return
  }
  const roll = faults ? random.unit() : 1
  if (roll < 0.03) {
    tally.count('storage failed')
    commit.answer = AWAY
    return
  }
  const result = store.commit(commit.pushes)
  if (roll < 0.06) tally.count('answer of the storage lost')
  commit.answer = roll < 0.06 ? AWAY : result
  notifyOthers(network, process, store, faults && random.chance(0.1) ? tally : undefined)
}

/** `lostBy`: the notification gets lost. */
function notifyOthers(network: Network, from: Process, { log }: SimulatedStore, lostBy: Tally | undefined): void {
  for (const process of network.processes) {
    if (process === from || !process.isUp) continue
    if (lostBy === undefined) process.notifications.push(log.head())
    else lostBy.count('notification lost')
  }
}

/** The outstanding read goes one step on. */
export function readOn(side: StoreSide, process: Process, faults: boolean): void {
  const { read } = process
  if (read === undefined) return
  if (read.answer === undefined) {
    read.answer = side.store.log.read(read.from, read.take)
    return
  }
  process.read = undefined
  if (faults && side.random.chance(0.03)) {
    side.tally.count('read failed')
    stepProcess(side, process, { kind: 'read-failed', problem: AWAY })
    return
  }
  side.tally.count('tail read from storage')
  stepProcess(side, process, { kind: 'was-read', from: read.from, entries: read.answer })
}

export function notify(side: StoreSide, process: Process): void {
  const head = process.notifications.shift()
  if (head === undefined) return
  if (head > process.room.head) side.tally.count('read for edits of another process')
  stepProcess(side, process, { kind: 'notified', head })
}

/** Ends at once. What it was committing may be committed or not. */
export function crashProcess(side: StoreSide, process: Process): void {
  const { commit } = process
  if (commit !== undefined && commit.answer === undefined && side.random.chance(0.5)) {
    side.tally.count('commit died with its process')
    side.store.commit(commit.pushes)
    notifyOthers(side.network, process, side.store, undefined)
  }
  letAllGo(side, process)
}

/** Tells its clients, finishes its commit, and ends. */
export function stopProcess(side: StoreSide, process: Process): void {
  stepProcess(side, process, { kind: 'stopping' })
  while (process.commit !== undefined) commitOn(side, process, false)
  letAllGo(side, process)
}

function letAllGo({ network }: StoreSide, process: Process): void {
  process.isUp = false
  process.notifications.length = 0
  for (const link of [...network.links]) {
    if (link.process !== process) continue
    link.process = undefined
    if (link.device === undefined) removeLink(network, link)
  }
}

export function restartProcess(side: StoreSide, process: Process): void {
  Object.assign(process, startProcess(side))
}
