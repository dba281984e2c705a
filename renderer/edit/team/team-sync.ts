import type { CommittedEdit, Whereabouts } from '../../../shared/contracts/store-protocol.ts'
import type { Edit } from '../../../shared/edits/edit.ts'
import { needsAnswer } from '../../../shared/history/attention.ts'
import { historyLine } from '../../../shared/history/history.ts'
import type { Problem, Result } from '../../../shared/problem.ts'
import type { SyncStatus } from '../../../shared/sync/client/sync-client-events.ts'
import type { EditSession, EditWorld } from '../edit-session.ts'
import type { SignedIn } from '../local-records.ts'
import type { FromEdit } from '../messages.ts'
import type { Membership } from '../open-dataset.ts'
import { openAttention } from './attention-cards.ts'
import { createSyncLink, type SyncLink } from './sync-link.ts'

/** Ms between two tellings of the status: enough for a person, and a long catching-up tells it thousands of times. */
const TELL_EVERY_MS = 50
/** Edits of others that are told one by one; a catching-up of more is no news. */
const NEWS_MAX = 20

export interface TeamSyncParts {
  readonly world: EditWorld
  /** The sitting now. */
  readonly session: () => EditSession | undefined
  /** Does work between two acts. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Sits down anew with what is known of a store. */
  readonly reopen: (membership: Membership) => Promise<EditSession>
}

/** Keeps the open dataset together with its central store, and the page informed of it. */
export interface TeamSync {
  /** In turn. */
  sync(membership: Partial<Membership>, online: boolean): Promise<void>
  whereabouts(whereabouts: Whereabouts | null): void
  /** Attention, pending edits or the status may have changed. */
  tell(): void
  close(): void
}

const OFFLINE = { kind: 'offline' } as const

export function createTeamSync({ world, session, inTurn, reopen }: TeamSyncParts): TeamSync {
  let link: SyncLink | undefined
  let wanted = false
  let stopWaiting: (() => void) | undefined
  let toldStatus = ''
  let toldColleagues = '[]'
  /** Stores whose snapshot was asked for in this sitting. */
  let asking: string | undefined
  let whereabouts: Whereabouts | null = null

  const statusNow = (now: EditSession): SyncStatus => {
    if (link !== undefined) return link.status()
    const { foldedLog } = now
    const counts = { pending: foldedLog.offset + foldedLog.edits.length - foldedLog.head, head: foldedLog.head }
    return asking === undefined ? { ...OFFLINE, ...counts } : { kind: 'connecting', ...counts }
  }

  const tellNow = async (): Promise<void> => {
    const now = session()
    if (now === undefined) return
    const attention = await openAttention(now)
    const answers = attention.filter(needsAnswer).length
    const store = now.store === undefined ? {} : { store: now.store }
    const counts = { attention: answers, quiet: attention.length - answers }
    const message: FromEdit = { kind: 'sync-status', status: statusNow(now), ...store, ...counts }
    const text = JSON.stringify(message)
    if (text !== toldStatus) world.post(message)
    toldStatus = text
    const colleagues = link?.colleagues() ?? []
    const list = JSON.stringify(colleagues, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
    if (list !== toldColleagues) world.post({ kind: 'colleagues', colleagues })
    toldColleagues = list
  }
  const tell = (): void => {
    stopWaiting ??= world.later(TELL_EVERY_MS, () => {
      stopWaiting = undefined
      inTurn(tellNow).catch(world.report)
    })
  }

  /** Who the store says one is, as soon as it says so: the next edit is made under that name. */
  const becomeKnown = (now: EditSession): void => {
    const { user, role } = link?.status() ?? {}
    if (user === undefined || role === undefined || now.store === undefined) return
    if (!now.currentUser.become({ user, role })) return
    now.foldedLog.ownChanged()
    // Kept for the next start offline; without it the system's name is used then.
    void now.committed.putAccount(now.store, { user, role })
    world.post({ kind: 'log', log: now.state() })
    changeClient(now, { store: now.store, user }).catch(world.report)
  }

  /** Edits of a machine's second user need another client than those of its first. */
  const changeClient = async (of: EditSession, signedIn: SignedIn): Promise<void> => {
    if ((await world.clientOf(signedIn)) === of.currentUser.client) return
    await inTurn(async () => {
      if (session() !== of) return
      stopLink()
      startLink(await reopen(signedIn), signedIn.store)
    })
  }

  const take = async (of: EditSession, from: number, entries: readonly CommittedEdit[]): Promise<Result<null>> => {
    const now = session()
    if (now !== of || of.store === undefined) return refuse({ kind: 'cancelled', message: 'The dataset was closed' })
    const kept = await of.committed.append(of.store, from, entries)
    if (!kept.ok) return kept
    const { touched, news } = await of.commit(entries)
    if (touched.size > 0) of.split.outdated()
    await of.watch.touched(touched)
    if (of.split.seeds().sources.length + of.split.seeds().sinks.length > 0) {
      of.painter.split(of.split, await of.split.plan())
    }
    world.post({ kind: 'log', log: of.state() })
    const others = news.filter(({ edit }) => !of.currentUser.isOwn(edit))
    if (others.length > 0 && others.length <= NEWS_MAX) {
      world.post({ kind: 'news', lines: others.map((folded) => historyLine(of.foldedLog, of.words, folded)) })
    }
    return { ok: true, value: null }
  }

  /** What cannot be folded ends the sync: the dataset must be opened again, which says why. */
  const takeOrStop = (of: EditSession, from: number, entries: readonly CommittedEdit[]): Promise<Result<null>> =>
    inTurn(() => take(of, from, entries)).catch((error: unknown) => {
      world.report(error)
      link?.close()
      link = undefined
      world.post({ kind: 'log', log: of.state() })
      tell()
      return refuse({ kind: 'disk', message: 'The edits of others could not be shown' })
    })

  const startLink = (now: EditSession, store: string): void => {
    if (world.transport === undefined) return
    const { dataset, currentUser, foldedLog } = now
    // Edits of others that were imported from a file are theirs to bring: their client would be taken for this user's.
    const isMine = (edit: Edit) => currentUser.isOwn(edit)
    link = createSyncLink({
      transport: world.transport,
      store,
      start: {
        dataset: dataset.id,
        client: currentUser.client,
        head: foldedLog.head,
        pending: foldedLog.edits
          .slice(foldedLog.head - foldedLog.offset)
          .flatMap(({ edit }) => (isMine(edit) ? [edit] : [])),
      },
      now: world.now,
      random: world.random,
      later: world.later,
      take: (from, entries) => takeOrStop(now, from, entries),
      onChange: () => {
        becomeKnown(now)
        tell()
      },
    })
    now.onWritten = (edits) => link?.made(edits.filter(isMine))
    link.whereabouts(whereabouts)
    link.want(wanted)
  }

  const stopLink = (): void => {
    link?.close()
    link = undefined
    asking = undefined
  }

  /** Whoever has nothing of a store yet begins with its snapshot, where there is one. */
  const askSnapshot = (now: EditSession, store: string, user: string | undefined): void => {
    if (world.transport === undefined || asking === store) return
    asking = store
    tell()
    world.transport
      .read(store, { kind: 'snapshot', dataset: now.dataset.id })
      .then((answer) =>
        inTurn(async () => {
          if (asking !== store || session()?.store !== store) return
          asking = undefined
          if (answer.ok && answer.seq !== undefined && answer.seq > 0) {
            await now.committed.restart(store, { seq: answer.seq, bytes: answer.bytes })
            await reopen({ store, user })
          }
          const latest = session()
          if (latest !== undefined) startLink(latest, store)
        }),
      )
      .catch(world.report)
  }

  return {
    async sync({ store, user }, online) {
      wanted = online
      const open = session()
      if (open === undefined) return
      const before = open.currentUser.user()
      const isOther = user !== undefined && before !== undefined && user !== before
      if (open.store !== store || isOther) {
        stopLink()
        await reopen({ store, user })
      }
      const now = session()
      if (now === undefined || store === undefined) {
        stopLink()
      } else if (link !== undefined) {
        link.want(online)
      } else if (online && now.foldedLog.head === 0) {
        askSnapshot(now, store, user)
      } else {
        asking = undefined
        startLink(now, store)
      }
      tell()
    },
    whereabouts(next) {
      whereabouts = next
      link?.whereabouts(next)
    },
    tell,
    close() {
      stopLink()
      stopWaiting?.()
      stopWaiting = undefined
      toldStatus = ''
      toldColleagues = '[]'
    },
  }
}

function refuse(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem }
}
