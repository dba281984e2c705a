import { type CommittedEdit, formatToStore, parseFromStore } from '../../../contracts/store-protocol.ts'
import { type Edit, editKey } from '../../../edits/edit.ts'
import type { SyncEvent, SyncOutput } from '../../client/sync-client-events.ts'
import { receivedHead } from '../../client/sync-state.ts'
import { DATASET } from '../sync-fixture.ts'
import { drawEdit } from './author.ts'
import { openLink, removeLink } from './link.ts'
import type { SimulatedParts } from './parts.ts'
import type { Random } from './random.ts'
import { must, type Tally } from './tally.ts'
import type { Device, Link, Network } from './team.ts'
import { type Bases, pictureOf } from './view.ts'

export interface ClientSide {
  readonly network: Network
  readonly parts: SimulatedParts
  readonly bases: Bases
  readonly tally: Tally
  readonly random: Random
  readonly clock: { nowMs: number }
  nextSession: number
}

export function newDevice(side: ClientSide, user: string, client: string): Device {
  const disk = { own: [], committed: [] }
  return { user, client, disk, seen: [], skewMs: 0, isUp: true, ...memoryFrom(side, client, disk) }
}

/** All that is in memory, made from what is on disk. */
function memoryFrom(side: ClientSide, client: string, disk: Device['disk']) {
  return {
    view: side.parts.createView(side.bases, side.tally),
    sync: side.parts.startSync({ dataset: DATASET, client, head: disk.committed.length, pending: pendingOn(disk) }),
    session: `s${side.nextSession++}`,
    counter: 0,
    link: undefined,
    writing: undefined,
    storing: undefined,
    wakeAtMs: undefined,
  }
}

/** Own edits that are durable and not among the committed ones. */
export function pendingOn(disk: Device['disk']): Edit[] {
  const committed = new Set(disk.committed.map(({ edit }) => editKey(edit.id)))
  return disk.own.filter(({ id }) => !committed.has(editKey(id)))
}

export function stepDevice(side: ClientSide, device: Device, event: SyncEvent): void {
  const moment = { nowMs: side.clock.nowMs, jitter: side.random.unit() }
  const { state, outputs } = side.parts.stepSync(device.sync, event, moment)
  device.sync = state
  for (const output of outputs) carryOut(side, device, output)
}

function carryOut(side: ClientSide, device: Device, output: SyncOutput): void {
  const { network, random, tally } = side
  switch (output.kind) {
    case 'open': {
      must(device.link === undefined, 'one connection at a time')
      const up = network.processes.filter(({ isUp }) => isUp)
      device.link = openLink(network, device, up.length === 0 ? undefined : random.pick(up))
      break
    }
    case 'close':
      if (device.link !== undefined) detach(network, device.link)
      device.link = undefined
      break
    case 'send':
      must(device.link?.isOpen === true, 'nothing is said without a connection')
      if (output.message.kind === 'push' && output.message.edits.length > 1) tally.count('batch of several edits')
      device.link.toStore.push(formatToStore(output.message))
      break
    case 'store':
      must(device.storing === undefined, 'one store at a time')
      must(output.from === device.disk.committed.length + 1, 'a store follows on the head')
      device.storing = output
      break
    case 'wake':
      device.wakeAtMs = output.atMs
      break
  }
}

/** The device's end of a connection is gone; what it said before may still arrive. */
function detach(network: Network, link: Link): void {
  link.device = undefined
  link.toClient.length = 0
  if (link.process === undefined) removeLink(network, link)
}

/** Makes an edit, or goes on with the one that is being written. */
export function author(side: ClientSide, device: Device): void {
  if (device.writing !== undefined) {
    finishWrite(side, device)
    return
  }
  const { disk, user } = device
  const pending = pendingOn(disk)
  const edit = drawEdit(side.random, {
    bases: side.bases,
    fold: device.view.of(disk.committed, pending),
    log: [...disk.committed.map((entry) => entry.edit), ...pending],
    id: { client: device.client, session: device.session, counter: device.counter + 1 },
    author: side.random.chance(0.02) ? 'bob' : user,
    basis: disk.committed.length,
    madeAtMs: side.clock.nowMs + device.skewMs,
  })
  if (edit === undefined) return
  device.counter++
  device.writing = edit
  if (!side.parts.writeAhead) acknowledge(side, device, edit)
}

export function finishWrite(side: ClientSide, device: Device): void {
  const edit = device.writing
  if (edit === undefined) return
  device.writing = undefined
  device.disk.own.push(edit)
  if (side.parts.writeAhead) acknowledge(side, device, edit)
}

/** Tells the author and the sync client that the edit is saved. */
function acknowledge(side: ClientSide, device: Device, edit: Edit): void {
  const { tally } = side
  tally.count('edit made')
  if (edit.kind === 'split') tally.count('split made')
  if (edit.kind === 'revert') tally.count('revert made')
  if (device.storing !== undefined) tally.count('made during a store')
  device.seen.push(editKey(edit.id))
  stepDevice(side, device, { kind: 'made', edits: [edit] })
}

/** Ends the outstanding `store`: all of its edits are durable, or none is. */
export function finishStore(side: ClientSide, device: Device, fails: boolean): void {
  const { storing } = device
  if (storing === undefined) return
  device.storing = undefined
  if (fails) {
    side.tally.count('store-failed')
    stepDevice(side, device, { kind: 'store-failed', sentence: 'The disk is full' })
    return
  }
  keep(side, device, storing.entries)
  stepDevice(side, device, { kind: 'stored' })
}

function keep({ tally }: ClientSide, { disk, client, user }: Device, entries: readonly CommittedEdit[]): void {
  for (const { edit, by } of entries) {
    if (by === user && edit.id.client !== client) tally.count('edit of the other device of the user')
  }
  disk.committed.push(...entries)
}

/** One message of the store arrives. */
export function hear(side: ClientSide, link: Link): void {
  const { device } = link
  const text = link.toClient.shift()
  if (text === undefined || device === undefined) return
  const message = parseFromStore(text)
  must(message.ok, 'a store says only what can be read')
  const said = message.value
  if (said.kind === 'committed' && said.entries.length > 0) {
    const known = receivedHead(device.sync)
    if (said.from > known + 1) side.tally.count('gap noticed by a client')
    if (said.from <= known) side.tally.count('duplicate passed over')
  }
  if (said.kind === 'problem' && said.code === 'no-access') side.tally.count('stopped for want of access')
  stepDevice(side, device, { kind: 'received', message: said })
}

/** The connection broke, as the device sees it. */
export function loseLink(side: ClientSide, device: Device): void {
  const { link } = device
  if (link === undefined) return
  device.link = undefined
  detach(side.network, link)
  stepDevice(side, device, { kind: 'closed' })
}

/** Ends without a warning. A write that was under way may be durable or not, and nothing else is left. */
export function crash(side: ClientSide, device: Device): void {
  const { random, tally } = side
  if (device.writing !== undefined) {
    const isKept = random.chance(0.5)
    tally.count(isKept ? 'last write kept' : 'last write lost')
    if (isKept) device.disk.own.push(device.writing)
  }
  if (device.storing !== undefined) {
    const isKept = random.chance(0.5)
    tally.count(isKept ? 'store kept in a crash' : 'store lost in a crash')
    if (isKept) keep(side, device, device.storing.entries)
  }
  if (device.link !== undefined) detach(side.network, device.link)
  device.isUp = false
}

export function restart(side: ClientSide, device: Device): void {
  Object.assign(device, memoryFrom(side, device.client, device.disk), { isUp: true })
}

/** Ends and begins again with nothing under way: it shows what it showed before. */
export function restartInOrder(side: ClientSide, device: Device): void {
  if (device.writing !== undefined || device.storing !== undefined) return
  const before = pictureNow(side, device)
  if (device.link !== undefined) detach(side.network, device.link)
  restart(side, device)
  must(pictureNow(side, device) === before, `${device.client} shows after a restart what it showed before`)
  side.tally.count('device restarted in order')
}

export function pictureNow(side: ClientSide, { view, disk }: Device): string {
  return pictureOf(view.of(disk.committed, pendingOn(disk)), side.bases)
}
