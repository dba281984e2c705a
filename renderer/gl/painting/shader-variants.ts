import type { Address, LayerSource, ShaderVariant } from './shaders.ts'

const FLAGS = [false, true] as const
const SOURCES: readonly LayerSource[] = ['none', 'chunk8', 'chunk16', 'screen']
const ADDRESSES: readonly Address[] = ['texel', 'voxel', 'space', 'folded']
const OUTPUTS: readonly ShaderVariant['output'][] = ['paint', 'blend', 'grey', 'entry']

/**
 * Every variant that a frame can ask for, save some that only combine parts which have nothing to do with each other
 * (`canBe`): a mistake in one must not wait for the view that needs it.
 */
export function allVariants(): ShaderVariant[] {
  let variants: Partial<ShaderVariant>[] = [{}]
  const times = <K extends keyof ShaderVariant>(name: K, values: readonly ShaderVariant[K][]): void => {
    variants = variants.flatMap((each) => values.map((value) => ({ ...each, [name]: value })))
  }
  times('output', OUTPUTS)
  times('image', SOURCES)
  times('labels', SOURCES)
  times('address', ADDRESSES)
  for (const flag of [
    'sameScreen',
    'boundaries',
    'borders',
    'painted',
    'hatched',
    'shared',
    'contrast',
    'solid',
  ] as const)
    times(flag, FLAGS)
  return variants.map(whole).filter(canBe)
}

function whole(part: Partial<ShaderVariant>): ShaderVariant {
  return {
    image: 'none',
    labels: 'none',
    address: 'voxel',
    sameScreen: false,
    boundaries: false,
    borders: false,
    painted: false,
    hatched: false,
    shared: false,
    contrast: false,
    solid: false,
    output: 'paint',
    ...part,
  }
}

function isChunk(source: LayerSource): boolean {
  return source === 'chunk8' || source === 'chunk16'
}

/** Leaves out what differs from another variant by nothing that its shader reads, and the combinations said above. */
function canBe(v: ShaderVariant): boolean {
  if ((v.boundaries || v.borders || v.sameScreen) && v.labels !== 'screen') return false
  if (v.painted && v.labels === 'none') return false
  if (v.shared && !(isChunk(v.image) && isChunk(v.labels))) return false
  if (v.address !== 'voxel' && !isChunk(v.image) && !isChunk(v.labels)) return false
  if (v.image === 'none' && (v.solid || v.contrast)) return false
  // Neither hatching nor paint reads what the image does: two ways of the image's are enough for them.
  if ((v.hatched || v.painted) && v.solid !== v.contrast) return false
  if (v.labels !== 'none' && v.hatched !== v.painted && v.output === 'paint') return false
  if (v.output === 'paint') return true
  if (v.hatched || v.shared || v.solid || v.boundaries || v.borders) return false
  if (v.output === 'grey') return v.labels === 'none' && v.image !== 'screen'
  if (v.painted && v.output === 'entry') return false
  if (v.output === 'entry') return v.image === 'none' && isChunk(v.labels)
  return (isChunk(v.image) && v.labels === 'none') || (isChunk(v.labels) && v.image === 'none')
}
