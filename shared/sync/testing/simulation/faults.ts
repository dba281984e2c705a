import { formatToStore, ROLES } from '../../../contracts/store-protocol.ts'
import { BACKLOG_PAUSE_CHARACTERS } from '../../room/room-limits.ts'
import { mergeOf } from '../sync-fixture.ts'
import { type ClientSide, crash, loseLink, restartInOrder, stepDevice } from './device.ts'
import { openLink } from './link.ts'
import { crashProcess, type StoreSide, stepProcess, stopProcess } from './process.ts'
import type { Device, Link, Process } from './team.ts'

type Both = StoreSide & ClientSide & { readonly devices: readonly Device[] }

/** For tests: something goes wrong, or a person does something. */
export function causeTrouble(world: Both, device: Device, process: Process, link: Link | undefined): void {
  const { random, tally, clock } = world
  const roll = random.unit()
  if (roll < 0.3) {
    const busy = world.network.links.filter(({ toClient, toStore }) => toClient.length + toStore.length > 0)
    const disturbed = busy.length > 0 && random.chance(0.7) ? random.pick(busy) : link
    if (disturbed !== undefined) disturb(world, disturbed)
  } else if (roll < 0.42) {
    if (!device.isUp) return
    tally.count('device crashed')
    crash(world, device)
  } else if (roll < 0.5) {
    if (device.isUp) restartInOrder(world, device)
  } else if (roll < 0.58) {
    if (!process.isUp) return
    const isInOrder = random.chance(0.5)
    tally.count(isInOrder ? 'process stopped in order' : 'process crashed')
    if (isInOrder) stopProcess(world, process)
    else crashProcess(world, process)
  } else if (roll < 0.7) changeRole(world, device.user)
  else if (roll < 0.86) {
    if (!device.isUp) return
    const online = random.chance(0.6)
    if (!online) tally.count('worked offline')
    stepDevice(world, device, { kind: 'want', online })
  } else if (roll < 0.92) {
    tally.count('clock jumped')
    clock.nowMs += random.below(3_600_000)
    device.skewMs = (random.unit() - 0.5) * 1e11
  } else if (roll < 0.96) {
    if (!device.isUp) return
    const whereabouts = random.chance(0.7) ? { cursor: [clock.nowMs, 0, 0] as const, selection: [] } : null
    stepDevice(world, device, { kind: 'whereabouts', whereabouts })
  } else intrude(world, device)
}

/** Breaks a connection; more rarely doubles, loses or swaps messages. */
function disturb(world: Both, link: Link): void {
  const { random, tally } = world
  const { device, toClient } = link
  const roll = random.unit()
  if (roll < 0.45) {
    if (device === undefined || !link.isOpen) return
    tally.count('connection broken')
    if (random.chance(0.5)) link.toStore.length = 0
    loseLink(world, device)
  } else if (roll < 0.6) {
    const pushed = link.toStore.findIndex((text) => text.startsWith('{"kind":"push"'))
    const committed = toClient.findIndex(isCommitted)
    if (pushed >= 0) link.toStore.splice(pushed, 0, link.toStore[pushed]!)
    else if (committed >= 0) toClient.splice(committed, 0, toClient[committed]!)
    if (pushed >= 0 || committed >= 0) tally.count('message doubled')
  } else if (roll < 0.7) {
    const committed = toClient.findIndex(isCommitted)
    if (committed < 0) return
    toClient.splice(committed, 1)
    link.hasLost = true
    tally.count('message lost')
  } else if (roll < 0.8) {
    const at = toClient.findIndex((text, i) => isCommitted(text) && isCommitted(toClient[i + 1] ?? ''))
    if (at < 0) return
    toClient.splice(at, 2, toClient[at + 1]!, toClient[at]!)
    tally.count('messages swapped')
  } else link.slowness = random.chance(0.5) ? 1 : BACKLOG_PAUSE_CHARACTERS / 150
}

function isCommitted(text: string): boolean {
  return text.startsWith('{"kind":"committed"')
}

function changeRole(world: Both, user: string): void {
  const { random, tally, store, network } = world
  const role = random.chance(0.2) ? undefined : random.pick(ROLES)
  store.roles.set(user, role)
  tally.count('role changed')
  for (const process of network.processes) {
    if (process.isUp) stepProcess(world, process, { kind: 'role', user, role })
  }
}

/** Pushes with the client of another user, with other content under an id that the store has, or with a missing counter. */
function intrude(world: Both, device: Device): void {
  const { random, tally, network, store, devices } = world
  const user = random.chance(0.5) ? device.user : random.pick(devices).user
  const up = network.processes.filter(({ isUp }) => isUp)
  if (up.length === 0 || store.roles.get(user) === undefined || store.log.head() === 0) return
  tally.count('rogue push')
  const link = openLink(network, { ...device, user }, random.pick(up))
  const { client, session } = JSON.parse(store.log.read(1 + random.below(store.log.head()), 1)[0]!.editJson).id
  const key = random.chance(0.5) ? `${client}/${session}/1` : `${client}/new${link.connection}/2`
  const edits = [mergeOf(key, { author: user })]
  link.toStore.push(
    formatToStore({ kind: 'hello', protocol: 1, dataset: edits[0]!.dataset, client: 'rogue', head: 0 }),
    formatToStore({ kind: 'push', edits }),
  )
  link.device = undefined
}
