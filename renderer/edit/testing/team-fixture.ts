import { attentionInWords } from '../../../shared/words/attention-words.ts'
import type { AttentionCard } from '../messages.ts'
import { createStoreRig, type StoreRig } from './central-store-rig.ts'
import { inSync } from './online-fixture.ts'
import { type App, type Machine, machineOf, startApp, timeWords, toyEdges } from './session-fixture.ts'

const EDGES = toyEdges('1-2 0.9, 2-3 0.8, 3-4 0.7, 10-11 0.9, 11-12 0.9, 20-21 0.9')
export const SUPERVOXELS = [1, 2, 3, 4, 10, 11, 12, 20, 21]

/** Cell bodies at supervoxels 1 and 20. */
const NEURONS = JSON.stringify([
  { id: '7', kind: 'soma', somaSupervoxel: '1' },
  { id: '8', kind: 'soma', somaSupervoxel: '20' },
])

/** A machine of its own for each person, on one dataset. */
export function machine(): Machine {
  return machineOf(EDGES, undefined, new Map([['neurons.json', NEURONS]]))
}

export async function online(store: StoreRig, user: string, on: Machine = machine()): Promise<App> {
  const app = await startApp(on, 'system', undefined, store.transportOf(user))
  app.say({ kind: 'sync', store: store.address, user, online: true })
  await inSync(app)
  return app
}

export async function cards(app: App) {
  return (await app.ask('attention', (id) => ({ kind: 'attention', id }))).cards
}

/** What a card says. */
export function wordsOf(card: AttentionCard | undefined): string | undefined {
  return card && attentionInWords(card, timeWords)
}

export async function history(app: App) {
  const { lines } = await app.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 100 }))
  return lines.map(({ words, author, committed }) => `${words} | ${author} | ${committed ? 'committed' : 'pending'}`)
}

/** A dataset of a store of its own. */
export const dataset = () =>
  createStoreRig('toy', { ann: 'proofreader', ben: 'proofreader', eva: 'reviewer', vic: 'viewer' })
