import type { MeshProgress } from '../../../gl/messages.ts'

/** What the 3-D panel says at its foot. */
export interface SceneLine {
  readonly kind: 'hint' | 'loading' | 'problem'
  readonly text: string
}

/**
 * `selected`: how many segments are selected. `canSelect`: there is a segmentation to select in. `isStored`: it has stored
 * meshes, so that shapes are read and not made.
 */
export function sceneLine(
  meshes: MeshProgress | undefined,
  selected: number,
  canSelect: boolean,
  isStored = false,
): SceneLine | undefined {
  if (!canSelect) return { kind: 'hint', text: 'Nothing that is open has segments: there are no shapes to show here.' }
  if (selected === 0) return { kind: 'hint', text: 'Double click a segment in a slice to see its shape here.' }
  if (meshes === undefined) return undefined
  const { segments, isLoading, unseen, empty, failed, failure } = meshes
  const doing = isStored ? 'Reading' : 'Making'
  if (unseen > 0) return { kind: 'loading', text: `${doing} the shape of ${counted(unseen, 'segment')}…` }
  if (failed > 0) {
    const why = failure === null ? '' : `: ${failure.message}`
    return { kind: 'problem', text: `${counted(failed, 'piece')} could not be had${why}` }
  }
  // Which of the shapes is not known: a piece that is loading may be of any.
  if (isLoading) {
    const shape = segments === 1 ? 'shape' : 'shapes'
    return { kind: 'loading', text: isStored ? `Reading the ${shape} in more detail…` : `Making the ${shape} finer…` }
  }
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
    text: `${which} ${none && segments > 1 ? 'a' : 'no'} shape here: none is stored, and none of its voxels are near`,
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
