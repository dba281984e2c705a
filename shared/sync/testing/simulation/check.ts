import type { StoredEdit } from '../../../contracts/store-protocol.ts'
import { type Edit, editKey } from '../../../edits/edit.ts'
import { formatEdit, parseEdit } from '../../../edits/edit-json.ts'
import { applyWith, foldOfBases } from '../../../fold/testing/fold-fixture.ts'
import { statusOf } from '../../client/sync-client.ts'
import { pendingOn } from './device.ts'
import { must, type Tally } from './tally.ts'
import type { Device } from './team.ts'
import { type Bases, pictureOf } from './view.ts'

interface LoggedEdit extends StoredEdit {
  readonly edit: Edit
}

interface RestingTeam {
  readonly devices: readonly Device[]
  readonly store: { readonly log: { read(from: number, take: number): readonly StoredEdit[] } }
  readonly bases: Bases
  readonly tally: Tally
}

/** For tests: what must hold when a team has come to rest. */
export function checkAtRest(team: RestingTeam, pictureFrom: (device: Device) => string): void {
  const log = team.store.log.read(1, Infinity).map((stored): LoggedEdit => {
    const parsed = parseEdit(JSON.parse(stored.editJson))
    must(parsed.ok, 'what is stored is an edit')
    return { ...stored, edit: parsed.value }
  })
  const keys = log.map(({ edit }) => editKey(edit.id))
  must(new Set(keys).size === keys.length, 'no edit is in the log twice')
  const picture = foldOnce(team, log)
  for (const device of team.devices) {
    checkInSync(device, log)
    checkOwnEdits(device, log)
    must(pictureFrom(device) === picture, `${device.client} shows what the log says`)
  }
}

function checkInSync({ sync, disk, client }: Device, log: readonly LoggedEdit[]): void {
  const { kind, pending, head } = statusOf(sync)
  must(kind === 'in-sync' && pending === 0, `${client} is in sync, not ${kind} with ${pending} pending`)
  must(head === log.length && disk.committed.length === log.length, `${client} has the whole log`)
  for (const [i, { edit, by, refused }] of disk.committed.entries()) {
    const stored = log[i]
    const isSame =
      JSON.stringify(formatEdit(edit)) === stored?.editJson && by === stored.by && refused === stored.refused
    must(isSame, `${client} has seq ${i + 1} as the store has it`)
  }
}

/** The log has every edit that its author was told is saved, in the author's order and letter by letter. */
function checkOwnEdits({ disk, seen, client }: Device, log: readonly LoggedEdit[]): void {
  const own = disk.own.map((edit) => JSON.stringify(formatEdit(edit)))
  const logged = log.filter(({ edit }) => edit.id.client === client).map(({ editJson }) => editJson)
  must(own.length === logged.length, `${client} has ${own.length} edits of its own, the log ${logged.length}`)
  for (const [i, text] of own.entries()) must(text === logged[i], `own edit ${i + 1} of ${client} kept its place`)
  const kept = new Set(disk.own.map(({ id }) => editKey(id)))
  for (const key of seen) must(kept.has(key), `${key}, which ${client} was told is saved, is still there`)
  must(pendingOn(disk).length === 0, `nothing of ${client} is pending`)
}

/** The fold of the log from nothing: what everybody must see. */
function foldOnce({ bases, tally }: RestingTeam, log: readonly LoggedEdit[]): string {
  const fold = foldOfBases(bases)
  for (const [i, { edit, refused }] of log.entries()) {
    const entry = { seq: i + 1, edit, refused }
    const folded = applyWith(fold, bases, entry)
    must(folded.kind === 'folded', 'every edit of the log is folded once')
    tally.count(`edit ${folded.outcome.verdict}`)
    if (folded.outcome.changed) tally.count('edit changed')
  }
  return pictureOf(fold, bases)
}
