import type { MeshLayer } from './layer-meshes.ts'

/** Whose ids stored shapes have: those of the labels of the volume, or those of whole segments. */
type IdKind = 'labels' | 'segments'

/** The ids whose stored shapes are shown. */
export interface WantedIds {
  ids(): readonly bigint[]
  /** Other segments are selected. */
  forget(): void
}

/**
 * They are looked for only when the palette, the bases or the selection has changed. `kind`: whose ids the shapes have.
 * `shownIds`: of what is on screen already.
 */
export function createWantedIds(
  { palette, makeup, selected }: Pick<MeshLayer, 'palette' | 'makeup' | 'selected'>,
  kind: () => IdKind,
  shownIds: () => readonly bigint[] = () => [],
): WantedIds {
  let [version, bases, of]: [number, number, IdKind] = [0, 0, kind()]
  let ids: readonly bigint[] = []
  return {
    ids(): readonly bigint[] {
      if (version === palette.version() && bases === makeup.version() && of === kind()) return ids
      of = kind()
      version = palette.version()
      bases = makeup.version()
      // What an edit has just joined is shown at once, before its base is told.
      const further = of === 'segments' ? shownIds() : palette.selectedSupervoxels()
      ids = [...new Set([...selected().flatMap(of === 'segments' ? makeup.basesOf : (one) => [one]), ...further])]
      return ids
    },
    forget(): void {
      version = 0
    },
  }
}
