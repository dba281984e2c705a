import type { Vec3 } from '../../../shared/geometry.ts'
import type { Act, Point, Preview, SegmentNow, ToolPoints } from '../../edit/messages.ts'

/** What a person works with in the panels. `tool-list.ts` lists all tools; the machine and the screen know no other. */
export interface Tool<S extends { readonly kind: string }> {
  readonly kind: S['kind']
  /** The state to begin with. Null for a tool that begins with something to show; Browse follows it. */
  readonly empty: S | null
  /** Its place in the switch of tools, and its key; null for a tool that is not chosen there. */
  readonly choice: Choice | null
  /** How its points are placed in the panels. */
  readonly pointing: 'none' | 'click' | 'ctrl-stroke'
  /** The pointer's line in the sheet of keys. */
  readonly gesture?: { readonly words: string; readonly gesture: string }
  /** Keys that mean this while the tool is in hand; their commands are named `<kind>-...`. */
  readonly keys: readonly ToolKey<S['kind']>[]
  /** A line joins its first two marks. */
  readonly joinsMarks?: true
  /** Whether Esc puts the tool away, and not only its points. */
  isEmpty(state: S): boolean
  point(state: S, point: SegmentPoint): Step<S>
  /** One of `keys`, or `remove-last`. */
  command(state: S, id: string): S
  /** The edit worker says where its points are now. It leaves the list empty where they could not be read. */
  located(state: S, segments: readonly SegmentNow[]): Step<S>
  /** What the edit worker shows and tries. */
  points(state: S): ToolPoints
  /** Enter. The preview is that of the points shown; null until the edit worker has replied. */
  commit(state: S, preview: Preview | null): Intent
  /** The line over the panels: the next act. Null for none. */
  words(state: S, preview: Preview | null): string | null
  marks(state: S): readonly Mark[]
  /** Whether the layer that is edited shows its supervoxels; absent where that never is. */
  showsSupervoxels?(state: S): boolean
}

export interface Choice {
  readonly words: string
  readonly hint: string
  /** Null for Browse, which Esc brings back. */
  readonly key: string | null
}

export interface ToolKey<K extends string = string> {
  readonly id: `${K}-${string}`
  readonly words: string
  readonly key: string
}

/** A supervoxel where it was clicked. `segment`: as the gl worker knows it; null where nothing has told it yet. */
export interface SegmentPoint extends Point {
  readonly segment: bigint | null
}

/** The next state, and why it is the old one if a person would wonder. */
export interface Step<S> {
  readonly next: S
  readonly refusal?: string
}

export type Intent =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly sentence: string }
  /** `asks`: consequences that need a second key. */
  | { readonly kind: 'act'; readonly act: Act; readonly asks: readonly string[] }

export interface Mark {
  readonly position: Vec3
  readonly side: 'a' | 'b'
  readonly words: string
}

/** Without its segment. */
export function pointOf({ supervoxel, position }: Point): Point {
  return { supervoxel, position }
}

/** Where a point is now. A segment that is not listed is as it was. */
export function locatedAt<P extends SegmentPoint>(point: P, segments: readonly SegmentNow[]): P {
  const now = segments.find(({ supervoxel }) => supervoxel === point.supervoxel)
  return now === undefined ? point : { ...point, segment: now.segment }
}
