import type { Vec3 } from '../../../shared/geometry.ts'
import type { Act, Point, Preview, ToolPoints } from '../../edit/messages.ts'

/**
 * What a person does in the panels, apart from looking. `S` is its state while it is in hand: pure data. The machine, the
 * runner and the screen know tools only by this interface and by `tool-list.ts`. What a tool leaves out does nothing.
 */
export interface Tool<S extends { readonly kind: string }> {
  readonly kind: S['kind']
  /** The state to begin with. Null for a tool that begins with something to show; Browse follows it. */
  readonly empty: S | null
  /** Its button in the switch of tools, and its key; null for none. */
  readonly choice: Choice | null
  /** How its points are placed in the panels. */
  readonly pointing: 'none' | 'click' | 'ctrl-stroke'
  /** The pointer's line in the sheet of keys. */
  readonly gesture?: { readonly words: string; readonly gesture: string }
  /** Keys that work while the tool is in hand. */
  readonly keys?: readonly ToolKey<S['kind']>[]
  /** A line joins its first two marks. */
  readonly joinsMarks?: true
  /** Esc takes its points back. Without points Esc puts the tool away. */
  hasPoints?(state: S): boolean
  /** A point was placed. */
  point?(state: S, point: SegmentPoint): Step<S>
  /** One of `keys`, or `remove-last`. */
  command?(state: S, id: string): S
  /** The segments of its supervoxels now, as the edit worker says. Those that could not be read are left out. */
  located?(state: S, segments: ReadonlyMap<bigint, bigint>): Step<S>
  /** The points that the edit worker shows and tries. */
  points(state: S): ToolPoints
  /** Enter. `preview` is that of the points shown; null until the edit worker has replied. */
  commit(state: S, preview: Preview | null): Intent
  /** The line over the panels: the next act, as far as the person may act. Null for no line. */
  words(state: S, preview: Preview | null, mayAct: boolean): string | null
  /** What stands below that line, smaller. */
  aside?(state: S, mayAct: boolean): Aside
  marks(state: S): readonly Mark[]
  /** A line through the tissue; null for none. */
  trail?(state: S, preview: Preview | null): Trail | null
  /** The layer that is edited shows its supervoxels. */
  showsSupervoxels?(state: S): boolean
}

export interface Choice {
  readonly words: string
  readonly hint: string
  /** Null for Browse, which Esc brings back. */
  readonly key: string | null
  /** It changes nothing, so it is there for those too who may only look. */
  readonly onlyLooks?: true
}

export interface ToolKey<K extends string = string> {
  /** The name of its command. */
  readonly id: `${K}-${string}`
  readonly words: string
  readonly key: string
  /** It places a point at the crosshair, after what the key itself does. */
  readonly marks?: true
}

/** A supervoxel where it was clicked, and the segment that it is in; null until that is known. */
export interface SegmentPoint extends Point {
  readonly segment: bigint | null
}

/** The next state, and a sentence where what the person did was refused. `place`: where that is of which it tells. */
export interface Step<S> {
  readonly next: S
  readonly refusal?: string
  readonly place?: Vec3 | undefined
}

export type Intent =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly sentence: string }
  /** `asks`: consequences that need a second key. */
  | { readonly kind: 'act'; readonly act: Act; readonly asks: readonly string[] }

/** What helps a person to judge, and keys that may be forgotten. */
export interface Aside {
  readonly words: string | undefined
  readonly keys: readonly { readonly key: string; readonly words: string }[]
}

export interface Mark {
  readonly position: Vec3
  readonly side: 'a' | 'b'
  readonly words: string
}

/** A line through the tissue, and the one of its places that matters. */
export interface Trail {
  /** x, y, z of each place in nanometres; a place that is not known is NaN. */
  readonly positions: Float32Array
  readonly weakest: number
}

/** Without its segment. */
export function pointOf({ supervoxel, position }: Point): Point {
  return { supervoxel, position }
}
