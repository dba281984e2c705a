import type { CommittedEdit, Whereabouts } from '../../../shared/contracts/store-protocol.ts'
import type { Edit } from '../../../shared/edits/edit.ts'
import { type Problem, problemOf, type Result } from '../../../shared/problem.ts'
import type { SyncStatus } from '../../../shared/sync/client/sync-client-events.ts'
import type { EditSession, EditWorld } from '../edit-session.ts'
import type { Membership } from '../open-dataset.ts'
import { logStateOf } from '../own-log/log-state.ts'
import { type AnswerSharing, createAnswerSharing } from './answer-sharing.ts'
import { type FetchProgress, fetchSnapshot } from './fetch-snapshot.ts'
import { takeIncoming } from './incoming-edits.ts'
import { createSyncLink, type SyncLink } from './sync-link.ts'
import { createTeamStatus, type TeamStatus } from './team-status.ts'

export interface TeamSyncParts {
  readonly world: EditWorld
  /** The session now. */
  readonly session: () => EditSession | undefined
  /** Does work between two acts. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Begins a new session on the same dataset, with what this machine has of a store. */
  readonly reopen: (membership: Membership) => Promise<EditSession>
}

/** Keeps the open dataset in sync with its central store, and tells the page how that goes. */
export interface TeamSync {
  /** Must be called in turn. */
  sync(membership: Partial<Membership>, online: boolean): Promise<void>
  /** Edits of this machine are durable. */
  made(edits: readonly Edit[]): void
  whereabouts(whereabouts: Whereabouts | null): void
  /** Attention, pending edits or the status may have changed. */
  tell(): void
  close(): void
}

/** What a team sync remembers. */
interface SyncRun extends TeamSyncParts {
  /** Undefined while nothing is synced. */
  link: SyncLink | undefined
  wantsOnline: boolean
  whereabouts: Whereabouts | null
  /** The snapshot that is being fetched. Its store is synced with afterwards. */
  fetching: Fetching | undefined
  readonly status: TeamStatus
  readonly answers: AnswerSharing
}

interface Fetching {
  readonly store: string
  readonly ending: AbortController
  progress: FetchProgress | undefined
}

export function createTeamSync(parts: TeamSyncParts): TeamSync {
  const run: SyncRun = {
    ...parts,
    link: undefined,
    wantsOnline: false,
    whereabouts: null,
    fetching: undefined,
    answers: createAnswerSharing(parts.world),
    status: createTeamStatus({
      ...parts,
      status: (session) => statusNow(run, session),
      colleagues: () => run.link?.colleagues() ?? [],
    }),
  }
  return {
    sync: (membership, online) => sync(run, membership, online),
    made: (edits) => run.link?.made(ownOf(run, edits)),
    whereabouts(next) {
      run.whereabouts = next
      run.link?.whereabouts(next)
    },
    tell: () => tell(run),
    close() {
      stopLink(run)
      run.status.stop()
    },
  }
}

/** The session, the sync or the wishes of the person are others. */
function tell(run: SyncRun): void {
  run.status.tell()
  run.answers.follow(run.session(), run.link?.status())
}

async function sync(run: SyncRun, { store, user }: Partial<Membership>, online: boolean): Promise<void> {
  run.wantsOnline = online
  const open = run.session()?.opened
  if (open === undefined) return
  const before = open.currentUser.user()
  const isOtherUser = user !== undefined && before !== undefined && user !== before
  if (open.store !== store || isOtherUser) {
    stopLink(run)
    await run.reopen({ store, user })
  }
  const now = run.session()
  if (now === undefined || store === undefined) {
    stopLink(run)
  } else if (run.link !== undefined) {
    run.link.want(online)
  } else if (online && now.opened.foldedLog.head === 0) {
    beginWithSnapshot(run, now, store, user)
  } else {
    stopFetching(run)
    startLink(run, now, store)
  }
  tell(run)
}

function statusNow({ link, fetching }: SyncRun, { opened: { foldedLog } }: EditSession): SyncStatus {
  if (link !== undefined) return link.status()
  const { head, offset, edits } = foldedLog
  const kind = fetching === undefined ? 'offline' : 'connecting'
  return { kind, pending: offset + edits.length - head, head, fetched: fetching?.progress }
}

/** Edits of others that were imported from a file are theirs to bring: the store binds a client to one user. */
function ownOf({ session }: SyncRun, edits: readonly Edit[]): readonly Edit[] {
  const currentUser = session()?.opened.currentUser
  return edits.filter((edit) => currentUser?.isOwn(edit))
}

function startLink(run: SyncRun, now: EditSession, store: string): void {
  const { transport, now: clock, random, later } = run.world
  if (transport === undefined) return
  const { dataset, currentUser, foldedLog } = now.opened
  const pending = foldedLog.edits.slice(foldedLog.head - foldedLog.offset).map(({ edit }) => edit)
  run.link = createSyncLink({
    ...{ transport, store, random, later, now: clock },
    start: {
      dataset: dataset.id,
      client: currentUser.client,
      head: foldedLog.head,
      pending: pending.filter(currentUser.isOwn),
    },
    take: (from, entries) => takeOrStop(run, now, store, from, entries),
    onChange: () => {
      becomeKnown(run, now, store)
      tell(run)
    },
  })
  run.link.whereabouts(run.whereabouts)
  run.link.want(run.wantsOnline)
}

function stopLink(run: SyncRun): void {
  run.link?.close()
  run.link = undefined
  run.answers.close()
  stopFetching(run)
}

function stopFetching(run: SyncRun): void {
  run.fetching?.ending.abort()
  run.fetching = undefined
}

/** Edits that cannot be folded end the sync. The dataset must be opened again, which says why. */
function takeOrStop(
  run: SyncRun,
  now: EditSession,
  store: string,
  from: number,
  entries: readonly CommittedEdit[],
): Promise<Result<null>> {
  const take = async () =>
    run.session() === now
      ? takeIncoming(now, store, from, entries)
      : refuse({ kind: 'cancelled', message: 'The dataset was closed' })
  return run.inTurn(take).catch((error: unknown) => {
    run.world.report(error)
    run.link?.close()
    run.link = undefined
    run.world.post({ kind: 'log', log: logStateOf(now) })
    tell(run)
    return refuse({ kind: 'disk', message: 'The edits of others could not be shown' })
  })
}

/** Takes on the name and role that the store tells: the next edit is made under that name. */
function becomeKnown(run: SyncRun, now: EditSession, store: string): void {
  const { world } = run
  const { currentUser, foldedLog, committed } = now.opened
  const { user, role } = run.link?.status() ?? {}
  if (user === undefined || role === undefined || !currentUser.become({ user, role })) return
  foldedLog.ownChanged()
  // For the next start offline. Where it cannot be kept, that start uses the system's name.
  void committed.putAccount(store, { user, role })
  world.post({ kind: 'log', log: logStateOf(now) })
  changeClient(run, now, { store, user }).catch(world.report)
}

/** Begins a new session where the user is not the first one of this machine: such a user has another client. */
async function changeClient(run: SyncRun, now: EditSession, signedIn: { store: string; user: string }): Promise<void> {
  if ((await run.world.clientOf(signedIn)) === now.opened.currentUser.client) return
  await run.inTurn(async () => {
    if (run.session() !== now) return
    stopLink(run)
    startLink(run, await run.reopen(signedIn), signedIn.store)
  })
}

/** Begins with the store's snapshot, where there is one: this machine has nothing of the store yet. */
function beginWithSnapshot(run: SyncRun, now: EditSession, store: string, user: string | undefined): void {
  const { transport, report } = run.world
  if (transport === undefined || run.fetching?.store === store) return
  const fetching: Fetching = { store, ending: new AbortController(), progress: undefined }
  run.fetching = fetching
  tell(run)
  const onProgress = (progress: FetchProgress): void => {
    fetching.progress = progress
    tell(run)
  }
  const { signal } = fetching.ending
  fetchSnapshot(transport, { store, dataset: now.opened.dataset.id }, { signal, onProgress })
    .catch((error: unknown) => {
      // The edits come one by one then, which takes longer.
      if (problemOf(error)?.kind !== 'cancelled') report(error)
      return undefined
    })
    .then((snapshot) =>
      run.inTurn(async () => {
        if (run.fetching !== fetching || run.session()?.opened.store !== store) return
        run.fetching = undefined
        let latest = run.session()
        if (snapshot !== undefined) {
          // It is shown before it is written, which takes as long. Nothing can be edited until both are done.
          const { opened } = await run.reopen({ store, user, fetched: snapshot })
          const written = await opened.committed.restart(store, snapshot)
          latest = written.ok ? run.session() : await run.reopen({ store, user })
        }
        if (latest !== undefined) startLink(run, latest, store)
      }),
    )
    .catch(report)
}

function refuse(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem }
}
