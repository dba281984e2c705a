import { expect, vi } from 'vitest'
import type { StoreRig } from './central-store-rig.ts'
import type { App } from './session-fixture.ts'

/** Waits until something holds. That takes long only on a busy machine. */
export function eventually(holds: () => unknown): Promise<unknown> {
  return vi.waitFor(holds, { timeout: 30_000, interval: 5 })
}

/** For tests: waits until the store has all that this app has. */
export async function inSync(app: App): Promise<void> {
  await eventually(() => expect(app.told('sync-status')?.status).toMatchObject({ kind: 'in-sync', pending: 0 }))
}

export async function goOffline(app: App, store: StoreRig): Promise<void> {
  app.say({ kind: 'sync', store: store.address, online: false })
  await eventually(() => expect(app.told('sync-status')?.status.kind).toBe('offline'))
}

export async function goOnline(app: App, store: StoreRig): Promise<void> {
  app.say({ kind: 'sync', store: store.address, online: true })
  await inSync(app)
}
