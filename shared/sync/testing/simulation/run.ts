import type { Role } from '../../../contracts/store-protocol.ts'
import { toyBases } from '../../../edits/testing/toy-bases.ts'
import { statusOf } from '../../client/sync-client.ts'
import { checkAtRest } from './check.ts'
import {
  author,
  type ClientSide,
  finishStore,
  finishWrite,
  hear,
  loseLink,
  newDevice,
  pictureNow,
  restart,
  stepDevice,
} from './device.ts'
import { causeTrouble } from './faults.ts'
import { removeLink } from './link.ts'
import type { SimulatedParts } from './parts.ts'
import {
  arrive,
  commitOn,
  notify,
  readOn,
  restartProcess,
  type StoreSide,
  startProcess,
  stepProcess,
  tellBacklog,
} from './process.ts'
import { type Random, randomFrom } from './random.ts'
import { createStore } from './store.ts'
import { must, type Tally } from './tally.ts'
import type { Device, Link, Network, Process } from './team.ts'

/** For tests: everything of one run. */
export interface World extends StoreSide, ClientSide {
  readonly random: Random
  readonly network: Network
  readonly parts: SimulatedParts
  readonly tally: Tally
  readonly devices: readonly Device[]
}

/** User and client of each device, and the role that the user begins with. */
const DEVICES: readonly (readonly [string, string, Role])[] = [
  ['ann', 'ann-1', 'proofreader'],
  ['bob', 'bob-1', 'reviewer'],
  ['ann', 'ann-2', 'proofreader'],
  ['vic', 'vic-1', 'viewer'],
  ['cat', 'cat-1', 'proofreader'],
]
const STEPS_MIN = 120
const STEPS_MORE = 200
/** Turns in which a healed world must come to rest. */
const TURNS_TO_REST_MAX = 2000
/** The longest wait of a healed team, in ms: a few failures in a row of a disk or a connection. */
const WAIT_MS_MAX = 10_000
const BASES = toyBases()

/**
 * Runs a team of devices and a store of one or two processes. All but wires and disks is the real code, and all chance
 * comes from the seed. Throws where anything is not as SPEC.md says (SM1 to SM8).
 */
export function runSimulation(seed: number, parts: SimulatedParts, tally: Tally): void {
  const world = newWorld(seed, parts, tally)
  const steps = STEPS_MIN + world.random.below(STEPS_MORE)
  for (let step = 0; step < steps; step++) takeStep(world)
  heal(world)
  comeToRest(world)
  if (askAgain(world)) comeToRest(world)
  checkAtRest(world, (device) => pictureNow(world, device))
}

function newWorld(seed: number, parts: SimulatedParts, tally: Tally): World {
  const random = randomFrom(seed)
  const some = DEVICES.slice(0, 2 + random.below(DEVICES.length - 1))
  const store = createStore(parts.makeLog, new Map(DEVICES.map(([user, , role]) => [user, role])), tally)
  const network: Network = { links: [], processes: [], nextConnection: 1 }
  const shared = { random, network, parts, tally, store, bases: BASES, clock: { nowMs: 0 }, nextSession: 1 }
  for (let i = 0; i < 1 + random.below(2); i++) network.processes.push(startProcess(shared))
  const devices = some.map(([user, client]) => newDevice(shared, user, client))
  const world: World = Object.assign(shared, { devices })
  for (const device of devices) stepDevice(world, device, { kind: 'want', online: true })
  return world
}

function takeStep(world: World): void {
  const { random, devices, network, clock } = world
  clock.nowMs += random.below(40)
  const device = random.pick(devices)
  const process = random.pick(network.processes)
  const link = network.links.length === 0 ? undefined : random.pick(network.links)
  const roll = random.unit()
  if (roll < 0.22) {
    if (device.isUp && mayAct(world, device)) author(world, device)
    else if (!device.isUp) restart(world, device)
  } else if (roll < 0.66) {
    if (link !== undefined) moveOn(world, link)
  } else if (roll < 0.82) workOn(world, process, true)
  else if (roll < 0.92) workOnDevice(world, device, random.chance(0.05))
  else causeTrouble(world, device, process, link)
}

/** The app stops users who may not edit, but it may not have heard yet that a user lost the role. */
function mayAct({ random }: World, { sync }: Device): boolean {
  return sync.account?.role !== 'viewer' || random.chance(0.1)
}

/** A connection goes one step on: it opens, or one message arrives, or its end is noticed. */
function moveOn(world: World, link: Link): boolean {
  const { device, process } = link
  if (device !== undefined && !link.isOpen) {
    if (process === undefined) loseLink(world, device)
    else {
      link.isOpen = true
      stepDevice(world, device, { kind: 'opened' })
    }
    return true
  }
  if (link.toStore.length > 0 && process !== undefined && (link.toClient.length === 0 || world.random.chance(0.5))) {
    if (device === undefined) world.tally.count('late push of a broken connection')
    arrive(world, link)
    return true
  }
  if (link.toClient.length > 0 && device !== undefined) {
    hear(world, link)
    tellBacklog(world, link)
    return true
  }
  if (device === undefined) {
    if (process !== undefined) stepProcess(world, process, { kind: 'left', connection: link.connection })
    removeLink(world.network, link)
    return true
  }
  if (process !== undefined) return false
  loseLink(world, device)
  return true
}

/** A process goes one step on; false when it has nothing to do. */
function workOn(world: World, process: Process, faults: boolean): boolean {
  if (!process.isUp) restartProcess(world, process)
  else if (process.notifications.length > 0 && world.random.chance(0.4)) notify(world, process)
  else if (process.commit !== undefined && world.random.chance(0.6)) commitOn(world, process, faults)
  else if (process.read !== undefined) readOn(world, process, faults)
  else if (process.isResting) {
    process.isResting = false
    stepProcess(world, process, { kind: 'rested' })
  } else if (process.commit !== undefined) commitOn(world, process, faults)
  else if (process.notifications.length > 0) notify(world, process)
  else return false
  return true
}

/** What a device waits for comes: its disk, or the time. */
function workOnDevice(world: World, device: Device, fails: boolean): boolean {
  if (!device.isUp) restart(world, device)
  else if (device.storing !== undefined) finishStore(world, device, fails)
  else if (device.writing !== undefined) finishWrite(world, device)
  else if (device.wakeAtMs !== undefined && device.wakeAtMs <= world.clock.nowMs) {
    device.wakeAtMs = undefined
    stepDevice(world, device, { kind: 'woken' })
  } else return false
  return true
}

/** Faults end, everything is started, everybody has a role and wants to be online. */
function heal(world: World): void {
  const { network, devices, store } = world
  for (const process of network.processes) {
    if (!process.isUp) restartProcess(world, process)
    process.notifications.push(store.log.head())
  }
  for (const [user, , role] of DEVICES) store.roles.set(user, role)
  for (const link of network.links) link.slowness = 1
  for (const device of devices) {
    if (!device.isUp) restart(world, device)
    if (device.link?.hasLost) loseLink(world, device)
    stepDevice(world, device, { kind: 'want', online: true })
  }
}

function isSettled({ sync }: Device): boolean {
  const { kind } = statusOf(sync)
  return kind === 'in-sync' || kind === 'stopped'
}

/** A device that was refused access before the healing is tried again by its user, who has access again. */
function askAgain(world: World): boolean {
  const turnedAway = world.devices.filter(({ sync }) => statusOf(sync).problem?.code === 'no-access')
  for (const device of turnedAway) stepDevice(world, device, { kind: 'want', online: true })
  return turnedAway.length > 0
}

function comeToRest(world: World): void {
  const { network, devices, clock } = world
  for (let turn = 0; turn < TURNS_TO_REST_MAX; turn++) {
    let isMoving = false
    for (const link of [...network.links]) isMoving = moveOn(world, link) || isMoving
    for (const link of network.links) tellBacklog(world, link)
    for (const process of network.processes) isMoving = workOn(world, process, false) || isMoving
    for (const device of devices) isMoving = workOnDevice(world, device, false) || isMoving
    if (isMoving) continue
    const waking = devices.flatMap(({ wakeAtMs }) => (wakeAtMs === undefined ? [] : [wakeAtMs]))
    if (waking.length === 0) return
    const waitMs = Math.min(...waking) - clock.nowMs
    must(waitMs <= WAIT_MS_MAX || devices.every(isSettled), 'nobody in a healed team hangs until a time is up')
    clock.nowMs += Math.max(0, waitMs)
  }
  must(false, 'the healed team comes to rest')
}
