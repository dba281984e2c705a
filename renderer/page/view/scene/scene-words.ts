import type { MeshProgress } from '../../../gl/messages.ts'

/** What the 3-D panel says at its foot. */
export interface SceneLine {
  readonly kind: 'hint' | 'loading' | 'problem'
  readonly text: string
}

/** `selected`: how many segments are selected. `canSelect`: there is a segmentation to select in. */
export function sceneLine(
  meshes: MeshProgress | undefined,
  selected: number,
  canSelect: boolean,
): SceneLine | undefined {
  if (!canSelect) return { kind: 'hint', text: 'Nothing that is open has segments: there are no shapes to show here.' }
  if (selected === 0) return { kind: 'hint', text: 'Double click a segment in a slice to see its shape here.' }
  if (meshes === undefined) return undefined
  const { segments, isLoading, unseen, empty, failed, failure } = meshes
  if (unseen > 0) return { kind: 'loading', text: `Making the shape of ${counted(unseen, 'segment')}…` }
  if (failed > 0) {
    const why = failure === null ? '' : `: ${failure.message}`
    return { kind: 'problem', text: `${counted(failed, 'piece')} could not be had${why}` }
  }
  // Which of the shapes is not known: a piece that is loading may be of any.
  if (isLoading)
    return { kind: 'loading', text: segments === 1 ? 'Making the shape finer…' : 'Making the shapes finer…' }
  if (empty === 0) return undefined
  const none = empty === segments
  const which =
    segments === 1
      ? 'The selected segment has'
      : none
        ? 'No selected segment has'
        : `${empty} of ${segments} segments have`
  return {
    kind: 'problem',
    text: `${which} ${none && segments > 1 ? 'a' : 'no'} shape: nothing of it is stored, and none could be made`,
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
