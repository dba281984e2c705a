import {
  type Annotate,
  type Cut,
  EDIT_SCHEMA,
  type Edit,
  type EditKey,
  type EditPoint,
  type Expectation,
  editKey,
  type Merge,
  type Revert,
  type Split,
} from '../edits/edit.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import { basesNamed } from '../folded-log/base-keeper.ts'

/** What its author is about to make, before it is tried and signed. */
export type Draft =
  | { readonly kind: 'merge'; readonly a: EditPoint; readonly b: EditPoint; readonly origin?: Edit['origin'] }
  | {
      readonly kind: 'split'
      readonly sources: readonly EditPoint[]
      readonly sinks: readonly EditPoint[]
      readonly cut: Cut
      readonly origin?: Edit['origin']
    }
  | { readonly kind: 'revert'; readonly target: Merge | Split; readonly origin?: Edit['origin'] }
  | Pick<Annotate, 'kind' | 'annotation' | 'change' | 'origin'>

/** Who makes an edit, when, and its number in the session. */
export interface Signature {
  readonly client: string
  readonly session: string
  readonly counter: number
  readonly author: string
  readonly madeAtMs: number
  readonly basis: number
  readonly dataset: string
}

/** What the dry run found (rules E9, E10). */
export interface Findings {
  readonly overrides: readonly EditKey[]
  readonly expect: readonly Expectation[]
}

export const NO_FINDINGS: Findings = { overrides: [], expect: [] }

type GraphDraft = Exclude<Draft, { readonly kind: 'annotate' }>

export function makeEdit(draft: GraphDraft, signature: Signature, findings: Findings): Merge | Split | Revert
export function makeEdit(draft: Draft, signature: Signature, findings: Findings): Edit
export function makeEdit(draft: Draft, signature: Signature, { overrides, expect }: Findings): Edit {
  const { client, session, counter, ...signed } = signature
  const common = { id: { client, session, counter }, ...signed, schema: EDIT_SCHEMA, origin: draft.origin }
  switch (draft.kind) {
    case 'merge':
      return { ...common, kind: 'merge', a: draft.a, b: draft.b, overrides, expect }
    case 'split':
      return { ...common, kind: 'split', sources: draft.sources, sinks: draft.sinks, cut: draft.cut, expect }
    case 'revert': {
      const { target } = draft
      const bases = [...new Set(basesNamed(target))]
      const points = pointsNamed(target)
      return { ...common, kind: 'revert', target: editKey(target.id), points, bases, overrides, expect }
    }
    case 'annotate':
      return { ...common, kind: 'annotate', annotation: draft.annotation, change: draft.change }
  }
}

/** A draft with the content of an edit (rule E8). */
export function draftAgain(content: Merge | Split, origin: Edit['origin']): GraphDraft {
  if (content.kind === 'merge') return { kind: 'merge', a: content.a, b: content.b, origin }
  const { sources, sinks, cut } = content
  return { kind: 'split', sources, sinks, cut, origin }
}
