import { type Evidence, setEvidence } from './evidence.ts'
import { type Surroundings, visitSideFaces } from './surroundings.ts'

/** A voxel is inside of its side if those this far from it, in nanometres, are of the same side. */
const INSIDE_NM = 25

/** The least difference of grey levels between insides and membranes that is taken for one. */
const LEAST_CONTRAST = 6

/** Along an axis whose voxels are this many times as long as the shortest, faces are left out: membranes are blurred there. */
const LONG_VOXEL = 2.5

/** With fewer faces or inside voxels than this the image says nothing. */
const LEAST_FACES = 4
const LEAST_INSIDE = 20

interface Sums {
  count: number
  sum: number
  squares: number
}

const noSums = (): Sums => ({ count: 0, sum: 0, squares: 0 })

function add(sums: Sums, value: number): void {
  sums.count++
  sums.sum += value
  sums.squares += value * value
}

const meanOf = ({ count, sum }: Sums) => sum / count
const deviationOf = ({ count, sum, squares }: Sums) => Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))

/**
 * What the image says at the contact of both sides: how dark it is beside the insides of both, and beside the membranes that
 * they have to others. Leaves the evidence as it is where there is no image or too little of it.
 */
export function addImageEvidence(evidence: Evidence, around: Surroundings): void {
  const { grey } = around
  if (grey === undefined) return
  const insides = insidesOf(around, grey)
  const { contact, outer, darkest, outerDarkest } = facesOf(around, grey)
  const inside: Sums = {
    count: insides[0]!.count + insides[1]!.count,
    sum: insides[0]!.sum + insides[1]!.sum,
    squares: insides[0]!.squares + insides[1]!.squares,
  }
  if (contact.length < LEAST_FACES || inside.count < LEAST_INSIDE || outer.count < LEAST_FACES) return
  const light = meanOf(inside)
  const noise = Math.max(1, deviationOf(inside))
  const contrast = Math.max(LEAST_CONTRAST, light - meanOf(outer))
  const darkContrast = Math.max(LEAST_CONTRAST, light - meanOf(outerDarkest))
  const sums = noSums()
  for (const value of contact) add(sums, value)
  const sorted = Float32Array.from(contact).sort()
  const quarter = (from: number) => {
    const part = sorted.subarray(
      Math.floor(from * sorted.length),
      Math.max(1, Math.ceil((from + 0.25) * sorted.length)),
    )
    return part.reduce((sum, value) => sum + value, 0) / part.length
  }
  const halfway = light - contrast / 2
  setEvidence(evidence, {
    membrane: (light - meanOf(sums)) / contrast,
    'membrane-core': (light - meanOf(darkest)) / darkContrast,
    'membrane-hole': (light - quarter(0.75)) / contrast,
    'membrane-dark': (light - quarter(0)) / contrast,
    'open-share': contact.filter((value) => value > halfway).length / contact.length,
    'contact-noise': (light - meanOf(sums)) / noise,
    along: deviationOf(sums) / noise,
    contrast: Math.log(contrast / noise),
  })
  if (insides.some(({ count }) => count < LEAST_INSIDE)) return
  setEvidence(evidence, {
    'inside-step': Math.abs(meanOf(insides[0]!) - meanOf(insides[1]!)) / noise,
    'inside-texture': Math.abs(Math.log((1 + deviationOf(insides[0]!)) / (1 + deviationOf(insides[1]!)))),
  })
}

/** Grey levels of the voxels inside each side. */
function insidesOf({ size, voxelSize, sides }: Surroundings, grey: Uint8Array): readonly [Sums, Sums] {
  const [width, height, depth] = size
  const reach = voxelSize.map((length) => Math.max(1, Math.round(INSIDE_NM / length)))
  const [rx, ry, rz] = [reach[0]!, reach[1]! * width, reach[2]! * width * height]
  const sums = [noSums(), noSums()] as const
  for (let z = reach[2]!; z < depth - reach[2]!; z++) {
    for (let y = reach[1]!; y < height - reach[1]!; y++) {
      let i = reach[0]! + width * (y + height * z)
      for (let x = reach[0]!; x < width - reach[0]!; x++, i++) {
        const own = sides[i]!
        if (own === 0 || sides[i - rx] !== own || sides[i + rx] !== own) continue
        if (sides[i - ry] !== own || sides[i + ry] !== own || sides[i - rz] !== own || sides[i + rz] !== own) continue
        add(sums[own - 1]!, grey[i]!)
      }
    }
  }
  return sums
}

interface Faces {
  /** The grey at each face between both sides: the mean of the two voxels. */
  readonly contact: readonly number[]
  /** The same at faces to others. */
  readonly outer: Sums
  /** The darkest of the four voxels across a face. */
  readonly darkest: Sums
  readonly outerDarkest: Sums
}

function facesOf(around: Surroundings, grey: Uint8Array): Faces {
  const { size, voxelSize, sides } = around
  const shortest = Math.min(...voxelSize)
  const isRead = voxelSize.map((length) => length < LONG_VOXEL * shortest)
  const steps = [1, size[0], size[0] * size[1]]
  const contact: number[] = []
  const [outer, darkest, outerDarkest] = [noSums(), noSums(), noSums()]
  visitSideFaces(around, (first, second, axis) => {
    if (!isRead[axis]) return
    const step = steps[axis]!
    const value = (grey[first]! + grey[second]!) / 2
    // Beyond the box there is no voxel. White stands for it, which is never the darkest.
    const dark = Math.min(grey[first]!, grey[second]!, grey[first - step] ?? 255, grey[second + step] ?? 255)
    if (sides[first]! * sides[second]! === 2) {
      contact.push(value)
      add(darkest, dark)
    } else {
      add(outer, value)
      add(outerDarkest, dark)
    }
  })
  return { contact, outer, darkest, outerDarkest }
}
