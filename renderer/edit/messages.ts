import type { Consequence } from '../../shared/acts/consequences.ts'
import type { Nearness } from '../../shared/acts/contact.ts'
import type { CutContacts } from '../../shared/acts/split-cut.ts'
import type { DoubtWish } from '../../shared/doubts/doubt-wish.ts'
import type { Edit, EditKey, Outcome } from '../../shared/edits/edit.ts'
import type { Point } from '../../shared/folded-log/base-keeper.ts'
import type { SegmentPlaces } from '../../shared/folded-log/segment-places.ts'
import type { Box3, Vec3 } from '../../shared/geometry.ts'
import type { HistoryPage } from '../../shared/history/history.ts'
import type { Problem } from '../../shared/problem.ts'
import type { RecoveryFacts } from '../../shared/words/recovery-words.ts'
import type { Refused } from '../../shared/words/refusals.ts'
import type { Learned, SyncFromEdit, SyncToEdit } from './sync-messages.ts'

export type { Consequence } from '../../shared/acts/consequences.ts'
export type { Point } from '../../shared/folded-log/base-keeper.ts'
export type { HistoryLine } from '../../shared/history/history.ts'
export type { AttentionCard, CardAnswer } from './sync-messages.ts'

/** What the edit worker opens: one segmentation layer with its agglomeration. */
export interface EditDataset {
  /** Names the base agglomeration in edits and the log's two copies: the location, normalised. */
  readonly id: string
  /** The system's user. Edits have this author until a central store tells a better name. */
  readonly author: string
  /** The address of the central store that the dataset is synced with, where it is known already. */
  readonly store?: string | undefined
  readonly agglomeration:
    | { readonly kind: 'identity' }
    /** `folder`: of the Zarr arrays, relative to the source. */
    | { readonly kind: 'zarr'; readonly sourceId: string; readonly location: string; readonly folder: string }
    /** A table of edges (see `parseEdgeRows`): `key` of the source. Edges of `threshold` or more join their ends. */
    | {
        readonly kind: 'table'
        readonly sourceId: string
        readonly location: string
        readonly key: string
        readonly threshold: number
      }
  /** Optional files beside it, relative to their source. */
  readonly facts: EditFacts
  /** Nanometres per voxel of the finest scale. */
  readonly voxelSize: Vec3
  /** Why no edit can be made on it, as a sentence. */
  readonly readOnly?: string | undefined
}

export interface EditFacts {
  readonly sourceId?: string | undefined
  /** Which neurons have a cell body, and where: see `parseNeurons`. */
  readonly neurons?: string | undefined
  /** The true neuron of each supervoxel, for practice: see `parseTruthTable`. */
  readonly truth?: string | undefined
  /** Errors that were planted, for practice: see `parsePlanted`. */
  readonly planted?: string | undefined
  /** Scores that rank the doubts in place of the agglomeration's affinities: see `parseEdgeRows`. */
  readonly scores?: string | undefined
  /** A model that ranks the doubts in place of the app's own: see `parseDoubtModel`. */
  readonly doubtModel?: string | undefined
}

/** An act of a person on the log. */
export type Act =
  | { readonly kind: 'merge'; readonly a: Point; readonly b: Point }
  /** Makes the cut that was previewed last. */
  | { readonly kind: 'split' }
  | { readonly kind: 'revert'; readonly target: EditKey }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

/** Page -> edit worker. The reply has the same `id`. */
export type ToEdit =
  | SyncToEdit
  | {
      readonly kind: 'start'
      readonly bytes: MessagePort
      readonly journal: MessagePort
      readonly gl: MessagePort
      /** The way to central stores; without it nothing is synced. */
      readonly transport?: MessagePort
    }
  /** `beganAtMs`: when this session began, to be remembered at once, in ms since 1970. A capture has none. */
  | {
      readonly kind: 'open'
      readonly id: number
      readonly dataset: EditDataset
      readonly beganAtMs?: number | undefined
    }
  | { readonly kind: 'close' }
  /**
   * Does the act. The reply is `made` or `refused`; or `asked`, where the act has consequences that are not confirmed, and
   * nothing happens.
   */
  | { readonly kind: 'act'; readonly id: number; readonly act: Act; readonly confirmed: boolean }
  /** Shows the points of the tool in hand and says what would come of them. The reply is `previewed`. */
  | { readonly kind: 'preview'; readonly id: number; readonly points: ToolPoints }
  /** Asks for the segments of supervoxels now. The reply is `described`. */
  | { readonly kind: 'describe'; readonly id: number; readonly supervoxels: readonly bigint[] }
  /** Asks for the segments of ids that a person gave: of segments or of supervoxels. The reply is `found`. */
  | { readonly kind: 'find'; readonly id: number; readonly ids: readonly bigint[] }
  /** Asks where the segment of a supervoxel lies now. The reply is `places`. */
  | { readonly kind: 'places'; readonly id: number; readonly supervoxel: bigint }
  /** Asks for the places of a segment that a person goes to. The reply is `landmarks`. */
  | { readonly kind: 'landmarks'; readonly id: number; readonly supervoxel: bigint }
  /** Asks for lines of History, newest first; with `of`, for edits of its segment only. The reply is `history`. */
  | {
      readonly kind: 'history'
      readonly id: number
      readonly skip: number
      readonly take: number
      readonly of?: bigint | undefined
    }
  /** Asks for doubts of the queue that are wanted, best first, `from` one on (see `DoubtQueue`). The reply is `doubts`. */
  | {
      readonly kind: 'doubts'
      readonly id: number
      readonly take: number
      readonly from?: string | undefined
      readonly wish?: DoubtWish | undefined
      /** The doubts that came into the person's hand since the last request, as they came. */
      readonly inHand?: readonly string[] | undefined
    }
  /** Remembers that a doubt is no error. The next undo takes that back. */
  | { readonly kind: 'dismiss-doubt'; readonly id: number; readonly doubt: string }
  /** Forgets what was learned from own answers to doubts, or brings back what was forgotten. The reply is `forgot`. */
  | { readonly kind: 'forget-answers'; readonly id: number; readonly isBack: boolean }
  /** Asks for the sizes of the segments of these supervoxels, in voxels. The reply is `sized`. */
  | { readonly kind: 'size'; readonly id: number; readonly supervoxels: readonly bigint[] }
  | { readonly kind: 'practice'; readonly id: number }
  | { readonly kind: 'export-log'; readonly id: number }
  | { readonly kind: 'import-log'; readonly id: number; readonly text: string }

/** The points that the tool in hand shows, and what they are for. `none` ends the split and its paint. */
export type ToolPoints =
  | { readonly kind: 'none' }
  /** The segment of each point is lit. */
  | { readonly kind: 'light'; readonly points: readonly Point[] }
  /** Both segments are lit, and a merge of the two is tried. */
  | { readonly kind: 'merge'; readonly a: Point; readonly b: Point }
  /** All seeds of both sides so far: the two sides of the cut are painted. */
  | { readonly kind: 'split'; readonly sources: readonly Point[]; readonly sinks: readonly Point[] }
  /** Two points of one segment: what holds them together is looked for, and the supervoxels on the way are painted. */
  | { readonly kind: 'path'; readonly a: Point; readonly b: Point }

/** What would come of the points shown. */
export interface Preview {
  /** Of each point, in the order of the points: sources before sinks. */
  readonly segments: readonly SegmentNow[]
  /** Why the edit cannot be made. */
  readonly refusal?: string | undefined
  /** Of a merge that is not refused. */
  readonly merge?: { readonly consequences: readonly Consequence[]; readonly nearness?: Nearness | undefined }
  /** Of a split. */
  readonly cut?: CutPreview
  /** Of a path that is not refused. */
  readonly path?: PathPreview
}

/** The path between two points whose weakest contact is strongest, and of such paths the one with the fewest contacts. */
export interface PathPreview {
  /** Where its contacts lie, from the first point to the second: x, y, z in nanometres; NaN where that is not known. */
  readonly positions: Float32Array
  /** Contacts that people's merges made. */
  readonly merges: number
  readonly weakest: WeakestContact
}

export type WeakestContact = {
  /** Its place among the contacts, counted from 0. */
  readonly step: number
  /** The supervoxels on both sides: `a` on that of the first point. */
  readonly a: bigint
  readonly b: bigint
  readonly position: Vec3 | undefined
} & (
  | { readonly kind: 'base'; readonly affinity: number /** Voxel faces. */; readonly area: number | undefined }
  /** `words`: "merge of 461 + 9775 by ann". */
  | { readonly kind: 'user'; readonly words: string }
)

export interface CutPreview {
  /** Pieces that would come out, those of the sources first. None while a side has no seed, or where there is no cut. */
  readonly pieces: readonly { readonly side: 'source' | 'sink' | 'other'; readonly supervoxels: number }[]
  readonly taken: CutContacts
  readonly consequences: readonly Consequence[]
}

/** The places of a segment that a person goes to, nanometres; each list begins with the one to go to first. */
export interface SegmentLandmarks {
  /** Round all that is known of the segment; undefined where nothing is. */
  readonly box: Box3 | undefined
  /** Cell bodies that the dataset knows of. */
  readonly bodies: readonly Vec3[]
  /** See `thickestPlaces`. */
  readonly thickest: readonly Vec3[]
  /** See `farthestTips`: from the first cell body, or the thickest place. */
  readonly tips: readonly Vec3[]
}

export interface SegmentNow {
  readonly supervoxel: bigint
  readonly segment: bigint
  readonly supervoxels: number
}

export interface FoundSegment extends SegmentNow {
  /** A place in it, nanometres; undefined where none is known. */
  readonly position: Vec3 | undefined
  /** False where the agglomeration lists all supervoxels of the volume, and this is none of them. */
  readonly isListed: boolean
}

export interface Doubt {
  readonly id: string
  readonly kind: 'missed-merge' | 'false-merge'
  readonly a: Point
  readonly b: Point
  readonly position: Vec3
  /** The source's score, 0 to 1: how likely the two belong together. */
  readonly affinity: number
  /** Supervoxels on the smaller side: what is at stake. */
  readonly effect: number
  /** 0 to 1: how likely it is an error, by the model; undefined where none ranked it. */
  readonly probability?: number
  /** Reasons for an error, the strongest first. */
  readonly why?: readonly string[]
}

/** A doubt in a list, with the segments that hold its two supervoxels at that moment: one for a false merge. */
export interface ListedDoubt extends Doubt {
  readonly segments: readonly bigint[]
}

/** A part of the queue of doubts. */
export interface DoubtsPage {
  /** Open doubts that are wanted, and all in the whole queue. */
  readonly left: number
  readonly all: number
  /** Of the wanted ones, those before the first one of `doubts`. */
  readonly before: number
  readonly doubts: readonly ListedDoubt[]
  /** Places that were weighed and are not worth a look, and how many of them are errors by the model. */
  readonly leftOut: { readonly count: number; readonly errors: number }
  /** Of the last 50 answers to doubts that were shown with at least 70 %: how many there are, and the errors of them. */
  readonly record: { readonly answered: number; readonly mended: number }
  readonly learned: Learned
  /** Why the model that the dataset names was not used. */
  readonly modelProblem?: string | undefined
}

/** The log as the tool bar and the panels show it. */
export interface LogState {
  readonly edits: number
  readonly pending: number
  /** The name of the act that undo (or redo) would take on. Undefined when there is none. */
  readonly undo?: string | undefined
  readonly redo?: string | undefined
  readonly readOnly?: string | undefined
  /** Why the segments of something on screen are not known. Nothing can be edited meanwhile. */
  readonly unread?: UnreadSegments | undefined
}

export interface UnreadSegments {
  readonly reason: string
  /** The edit worker tries again by itself. */
  readonly retries: boolean
}

export interface PracticeScore {
  /** The length of the log of which this is the score, as in `LogState`. */
  readonly edits: number
  /** Variation of information in bits, of the base agglomeration and now. */
  readonly before: { readonly split: number; readonly merge: number }
  readonly now: { readonly split: number; readonly merge: number }
  /** Errors of the base agglomeration: those that were planted, where that is known; else all. */
  readonly falseSplits: number
  readonly falseMerges: number
  readonly falseSplitsLeft: number
  readonly falseMergesLeft: number
  /** Whether the errors were planted, and so are known one by one. */
  readonly planted: boolean
  /** A planted false split that is left, to begin with. */
  readonly begin?: PracticeStart | undefined
}

/** Two segments that are one neuron, and where they touch. */
export interface PracticeStart {
  readonly position: Vec3
  readonly ends: readonly { readonly supervoxel: bigint; readonly segment: bigint }[]
}

/** Edit worker -> page. */
export type FromEdit =
  | SyncFromEdit
  /** More is known of doubts: those after the one in hand come in another order. */
  | { readonly kind: 'doubts-reordered' }
  | {
      readonly kind: 'opened'
      readonly id: number
      readonly log: LogState
      readonly recovery?: RecoveryFacts | undefined
      /** When the session before began; undefined where none is known. */
      readonly beganBeforeMs?: number | undefined
    }
  | { readonly kind: 'failed'; readonly id: number; readonly problem: Problem }
  /** The edit is durable and in the graph. `words`: "Merged 461 + 9775", "Took back the merge of …". */
  | {
      readonly kind: 'made'
      readonly id: number
      readonly key: EditKey
      readonly words: string
      readonly outcome: Outcome
      /** Of an undo or redo: the act that it took back or made again. */
      readonly origin?: Edit['origin']
      /** Where it was made, nanometres. */
      readonly position: Vec3
      /** Ms from the arrival of the act to each step: for the bench and the stopwatch. */
      readonly times: {
        readonly checked: number
        readonly database: number
        readonly journal: number
        readonly folded: number
      }
    }
  /** `place`: where the edit would be made. */
  | {
      readonly kind: 'asked'
      readonly id: number
      readonly consequences: readonly Consequence[]
      readonly place: Vec3
    }
  /** The sentence says why, and what would help. */
  | ({ readonly id: number } & Refused)
  | ({ readonly kind: 'previewed'; readonly id: number } & Preview)
  | { readonly kind: 'described'; readonly id: number; readonly segments: readonly SegmentNow[] }
  /** In the order of the ids. */
  | { readonly kind: 'found'; readonly id: number; readonly segments: readonly FoundSegment[] }
  | ({ readonly kind: 'places'; readonly id: number } & SegmentPlaces)
  | ({ readonly kind: 'landmarks'; readonly id: number } & SegmentLandmarks)
  | ({ readonly kind: 'history'; readonly id: number } & HistoryPage)
  | ({ readonly kind: 'doubts'; readonly id: number } & DoubtsPage)
  | { readonly kind: 'dismissed'; readonly id: number; readonly log: LogState }
  | { readonly kind: 'forgot'; readonly id: number }
  /** Undo took back the answer to this doubt (or redo gave it again). The log is as it was. */
  | { readonly kind: 'answered'; readonly id: number; readonly act: 'undo' | 'redo'; readonly doubt: Doubt }
  /** By segment; without those whose size no file says. */
  | { readonly kind: 'sized'; readonly id: number; readonly voxels: ReadonlyMap<bigint, number> }
  | { readonly kind: 'practice'; readonly id: number; readonly score: PracticeScore | null }
  | { readonly kind: 'exported'; readonly id: number; readonly text: string }
  | { readonly kind: 'imported'; readonly id: number; readonly edits: number; readonly known: number }
  /** The log changed, by this user or another. Segments may have changed with it: ask `describe` anew. */
  | { readonly kind: 'log'; readonly log: LogState }

/** A message with an id is a request, or the reply to the request of the same id. */
export type EditRequest = Extract<ToEdit, { readonly id: number }>
export type EditReply = Extract<FromEdit, { readonly id: number }>

/** The replies to each request. The reply to any request may be `failed`: its reason is shown to the person. */
export const REPLIES = {
  open: ['opened'],
  act: ['made', 'asked', 'refused', 'answered'],
  preview: ['previewed'],
  describe: ['described'],
  find: ['found'],
  places: ['places'],
  landmarks: ['landmarks'],
  history: ['history'],
  doubts: ['doubts'],
  'dismiss-doubt': ['dismissed'],
  'forget-answers': ['forgot'],
  'share-answers': ['sharing'],
  size: ['sized'],
  practice: ['practice'],
  'export-log': ['exported'],
  'import-log': ['imported'],
  attention: ['attention'],
  'answer-card': ['made', 'asked', 'refused', 'let-go'],
} as const satisfies Readonly<Record<EditRequest['kind'], readonly EditReply['kind'][]>>

export type ReplyTo<K extends EditRequest['kind']> = Extract<
  EditReply,
  { readonly kind: (typeof REPLIES)[K][number] | 'failed' }
>
