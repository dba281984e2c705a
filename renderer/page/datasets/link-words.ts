import type { OpenedLink } from '../view/view-state.ts'

/** How much of a link was opened. */
export function linkTitle({ layerCount, openedCount }: Pick<OpenedLink, 'layerCount' | 'openedCount'>): string {
  const layers =
    layerCount === 1
      ? 'the one layer'
      : openedCount === layerCount
        ? `all ${layerCount} layers`
        : `${openedCount} of ${layerCount} layers`
  return `Opened ${layers} of the Neuroglancer link`
}

/** The sentences of what is missing, whole layers first, and of settings that nobody would miss; each once. */
export function whatIsLeftOut({ leftOut }: Pick<OpenedLink, 'leftOut'>): {
  readonly missing: readonly string[]
  readonly settings: readonly string[]
} {
  const of = (weight: OpenedLink['leftOut'][number]['weight']) =>
    leftOut.filter((one) => one.weight === weight).map(({ sentence }) => sentence)
  return { missing: [...new Set([...of('layer'), ...of('part')])], settings: [...new Set(of('setting'))] }
}
