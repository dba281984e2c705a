import Dexie, { type Table } from 'dexie'
import type { EditKey } from '../../shared/edits/edit.ts'

/**
 * What this machine remembers beside the edit log: dismissed doubts, answers that doubts are ranked by, answered cards, and
 * this machine's names in edit ids.
 * Losing it does no lasting harm: a doubt or a card comes up again, and the machine gets another name.
 */
export interface LocalRecords {
  /**
   * The machine's name in edit ids, made by `fresh` where there is none yet. A store takes the edits of a client from one
   * user alone (rule AD3). So each further user who signs in on this machine gets another name.
   */
  clientId(fresh: () => string, signedIn?: SignedIn): Promise<string>
  /** When the last session of edits began, in ms since 1970; undefined for none. */
  sessionBegan(dataset: string): Promise<number | undefined>
  /** Is on the disk at once, so that a session that is killed after a second is known all the same. */
  beginSession(dataset: string, atMs: number): Promise<void>
  dismissed(dataset: string): Promise<ReadonlySet<string>>
  dismiss(dataset: string, doubt: string): Promise<void>
  /** A dismissal is taken back. */
  reopen(dataset: string, doubt: string): Promise<void>
  /** Own edits whose attention cards were answered. */
  answered(dataset: string): Promise<ReadonlySet<EditKey>>
  answer(dataset: string, key: EditKey): Promise<void>
  /** What was kept of the answers to doubts (see `doubtAnswerJson`), one a doubt. */
  doubtAnswers(dataset: string): Promise<readonly unknown[]>
  keepDoubtAnswer(dataset: string, doubt: string, answer: unknown): Promise<void>
  forgetDoubtAnswers(dataset: string): Promise<void>
  /** Whether these answers are shared with the team: off, unless the person wishes it. */
  sharing(dataset: string): Promise<SharingWish>
  putSharing(dataset: string, wish: SharingWish): Promise<void>
}

/** Who works with which store, by its address. */
export interface SignedIn {
  readonly store: string
  readonly user: string
}

interface Dismissal {
  readonly dataset: string
  readonly doubt: string
}

interface Answer {
  readonly dataset: string
  readonly key: EditKey
}

interface KeptDoubtAnswer {
  readonly dataset: string
  readonly doubt: string
  readonly answer: unknown
}

interface Fact {
  readonly name: string
  readonly value: string
}

const CLIENT = 'client'

function sessionName(dataset: string): string {
  return `session ${dataset}`
}

/** `taking-back`: not any more, but the store has not been told yet to forget what was shared. */
export type SharingWish = 'off' | 'on' | 'taking-back'

export function sharingName(dataset: string): string {
  return `share answers ${dataset}`
}

/** Anything but a wish that is kept is none. */
export function wishIn(kept: string | undefined): SharingWish {
  return kept === 'on' || kept === 'taking-back' ? kept : 'off'
}

/** Facts by name, in memory or in the database. */
export interface Facts {
  get(name: string): Promise<string | undefined>
  put(name: string, value: string): Promise<unknown>
}

export async function clientIn(facts: Facts, fresh: () => string, signedIn: SignedIn | undefined): Promise<string> {
  const keep = async (name: string, value: () => string) => {
    const known = await facts.get(name)
    if (known !== undefined) return known
    const own = value()
    await facts.put(name, own)
    return own
  }
  if (signedIn === undefined) return keep(CLIENT, fresh)
  const { store, user } = signedIn
  const first = await keep(`first ${store}`, () => user)
  return keep(first === user ? CLIENT : `${CLIENT} ${store} ${user}`, fresh)
}

export function openLocalRecords(): LocalRecords {
  // An answer is work, and a session that is killed must be known: both are on the disk at once.
  const db = new Dexie('skein-notes', { chromeTransactionDurability: 'strict' })
  db.version(1).stores({ dismissals: '[dataset+doubt], dataset', facts: 'name' })
  db.version(2).stores({ answers: '[dataset+key], dataset' })
  db.version(3).stores({ doubtAnswers: '[dataset+doubt], dataset' })
  const doubtAnswers: Table<KeptDoubtAnswer, [string, string]> = db.table('doubtAnswers')
  const answers: Table<Answer, [string, string]> = db.table('answers')
  const dismissals: Table<Dismissal, [string, string]> = db.table('dismissals')
  const facts: Table<Fact, string> = db.table('facts')
  return {
    clientId: (fresh, signedIn) =>
      db
        .transaction('rw', facts, () => {
          const get = async (name: string) => (await facts.get(name))?.value
          return clientIn({ get, put: (name, value) => facts.put({ name, value }) }, fresh, signedIn)
        })
        // Without a database the name is used for this start only. Edit ids allow that.
        .catch(() => fresh()),
    sessionBegan: async (dataset) => {
      const fact = await facts.get(sessionName(dataset)).catch(() => undefined)
      return fact === undefined ? undefined : Number(fact.value)
    },
    beginSession: async (dataset, atMs) => {
      // Without a database nobody will know how this session ended.
      await facts.put({ name: sessionName(dataset), value: String(atMs) }).catch(() => undefined)
    },
    dismissed: async (dataset) => {
      const rows = await dismissals
        .where('dataset')
        .equals(dataset)
        .toArray()
        .catch(() => [])
      return new Set(rows.map(({ doubt }) => doubt))
    },
    dismiss: async (dataset, doubt) => {
      await dismissals.put({ dataset, doubt })
    },
    reopen: (dataset, doubt) => dismissals.delete([dataset, doubt]),
    answered: async (dataset) => {
      const rows = await answers
        .where('dataset')
        .equals(dataset)
        .toArray()
        .catch(() => [])
      return new Set(rows.map(({ key }) => key))
    },
    answer: async (dataset, key) => {
      await answers.put({ dataset, key })
    },
    doubtAnswers: async (dataset) => {
      const rows = await doubtAnswers
        .where('dataset')
        .equals(dataset)
        .toArray()
        .catch(() => [])
      return rows.map(({ answer }) => answer)
    },
    keepDoubtAnswer: async (dataset, doubt, answer) => {
      await doubtAnswers.put({ dataset, doubt, answer })
    },
    forgetDoubtAnswers: async (dataset) => {
      await doubtAnswers.where('dataset').equals(dataset).delete()
    },
    sharing: async (dataset) => wishIn((await facts.get(sharingName(dataset)).catch(() => undefined))?.value),
    putSharing: async (dataset, wish) => {
      await facts.put({ name: sharingName(dataset), value: wish })
    },
  }
}
