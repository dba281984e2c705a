import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { assert } from '../../shared/assert.ts'
import type { HostApi, StartUp } from '../../shared/host-api.ts'
import type { DatasetSession } from './dataset/dataset-session.ts'
import type { GlClient } from './engine/gl-client.ts'
import type { Commands } from './input/commands.ts'
import type { Hover, HoverStore, HoverTracker } from './input/hover.ts'
import type { Pointing } from './proof/pointing.ts'
import type { ProofSession } from './proof/proof-session.ts'
import type { WorkClock } from './proof/work-clock.ts'
import type { ProofState, ProofStore } from './state/proof-store.ts'
import type { TeamState, TeamStore } from './state/team-store.ts'
import type { ViewState } from './state/view-state.ts'
import type { Recipe, ViewStore } from './state/view-store.ts'
import type { TeamSession } from './team/team-session.ts'

/** What `main.tsx` puts together and components use. */
export interface Page {
  readonly store: ViewStore
  readonly hover: HoverStore
  readonly tracker: HoverTracker
  readonly gl: GlClient
  readonly host: HostApi
  readonly session: DatasetSession
  readonly commands: Commands
  readonly proof: ProofStore
  readonly proofSession: ProofSession
  readonly pointing: Pointing
  readonly team: TeamStore
  readonly teamSession: TeamSession
  readonly clock: WorkClock
  readonly start: StartUp
  /** Hands the canvas to the gl worker; called once. */
  readonly attachCanvas: (canvas: HTMLCanvasElement) => void
}

export const PageContext = createContext<Page | null>(null)

export function usePage(): Page {
  const page = useContext(PageContext)
  assert(page !== null, 'components stand inside PageContext')
  return page
}

/** A slice of the view state; the component renders again only when the slice changes. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(usePage().store, select)
}

/** A slice of what proofreading shows. */
export function useProof<T>(select: (state: ProofState) => T): T {
  return useStore(usePage().proof, select)
}

/** A slice of what is known of the central store and the team. */
export function useTeam<T>(select: (state: TeamState) => T): T {
  return useStore(usePage().team, select)
}

/** What lies under the cursor, read at most once a frame however often the mouse reports. */
export function useHover(): Hover {
  const { hover } = usePage()
  const subscribe = useCallback(
    (changed: () => void) => {
      let frame = 0
      const stop = hover.subscribe(() => {
        cancelAnimationFrame(frame)
        frame = requestAnimationFrame(changed)
      })
      return () => {
        stop()
        cancelAnimationFrame(frame)
      }
    },
    [hover],
  )
  return useSyncExternalStore(subscribe, hover.getState)
}

/** Applies a recipe to the view state. */
export function useChange(): (recipe: Recipe) => void {
  const { store } = usePage()
  return store.setState
}
