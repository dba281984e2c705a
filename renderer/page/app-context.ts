import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { assert } from '../../shared/assert.ts'
import type { HostApi, StartUp } from '../../shared/contracts/host-api.ts'
import type { DatasetSession } from './datasets/dataset-session.ts'
import type { GlClient } from './engine/gl-client.ts'
import type { Exports } from './exporting/start-exports.ts'
import type { Commands } from './frame/commands.ts'
import type { LiveProperties, PropertiesState } from './ids/live-properties.ts'
import type { LiveProofreading, ProofState } from './proofread/live-proofreading.ts'
import type { ProofSession } from './proofread/proof-session.ts'
import type { WorkClock } from './proofread/work-clock.ts'
import type { SceneFiles } from './scene-files/start-scene-files.ts'
import type { LiveTeam, TeamState } from './team/live-team.ts'
import type { TeamSession } from './team/team-session.ts'
import type { Pointing } from './tools/pointing.ts'
import type { Hover, HoverTracker, LiveHover } from './view/hover.ts'
import type { LiveView, Recipe } from './view/live-view.ts'
import type { ViewState } from './view/view-state.ts'

/** What `main.tsx` puts together and components use. */
export interface AppParts {
  readonly view: LiveView
  readonly hover: LiveHover
  readonly tracker: HoverTracker
  readonly gl: GlClient
  readonly host: HostApi
  readonly session: DatasetSession
  readonly commands: Commands
  readonly proof: LiveProofreading
  readonly proofSession: ProofSession
  readonly pointing: Pointing
  readonly team: LiveTeam
  readonly teamSession: TeamSession
  readonly clock: WorkClock
  readonly properties: LiveProperties
  readonly sceneFiles: SceneFiles
  readonly exports: Exports
  readonly start: StartUp
  /** Hands a canvas to the gl worker. */
  readonly attachCanvas: (canvas: HTMLCanvasElement) => void
}

export const AppContext = createContext<AppParts | null>(null)

export function useApp(): AppParts {
  const app = useContext(AppContext)
  assert(app !== null, 'components stand inside AppContext')
  return app
}

/** A slice of the view state; the component renders again only when the slice changes. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useApp().view, select)
}

/** A slice of what proofreading shows. */
export function useProof<T>(select: (state: ProofState) => T): T {
  return useStore(useApp().proof, select)
}

/** A slice of what is known of the central store and the team. */
export function useTeam<T>(select: (state: TeamState) => T): T {
  return useStore(useApp().team, select)
}

/** A slice of what volumes say of their segments. */
export function useProperties<T>(select: (state: PropertiesState) => T): T {
  return useStore(useApp().properties, select)
}

/** What lies under the cursor, read at most once a frame however often the mouse reports. */
export function useHover(): Hover {
  const { hover } = useApp()
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
  const { view } = useApp()
  return view.setState
}
