import type { Trees } from '../../shared/doubts/model/trees.ts'
import { quantileBins } from './quantile-bins.ts'

/** What is learned from: rows of features (NaN where not known), and whether each is an error. */
export interface Examples {
  readonly rows: readonly ArrayLike<number>[]
  readonly isError: readonly boolean[]
  /** What a row counts. */
  readonly weights: readonly number[]
}

export interface FitOptions {
  /** The features that may be used: places in a row. */
  readonly features: readonly number[]
  readonly trees: number
  readonly depth: number
  /** The part of each tree's step that is taken. */
  readonly rate: number
  /** The parts of the rows and of the features that each tree sees. */
  readonly rowShare: number
  readonly featureShare: number
  /** The least weight of both branches, and what pulls each leaf to 0. */
  readonly leastWeight: number
  readonly pull: number
  /** 0 up to below 1, the same series in each run. */
  readonly random: () => number
}

/** Gradient boosting of log odds with histograms of the features. The result depends only on the arguments. */
export function fitTrees({ rows, isError, weights }: Examples, options: FitOptions): Trees {
  const { bins, edges } = quantileBins(rows, options.features)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const errors = weights.reduce((sum, weight, i) => sum + (isError[i] ? weight : 0), 0)
  const base = Math.log((errors + 0.5) / (whole - errors + 0.5))
  const scores = new Float64Array(rows.length).fill(base)
  const gradients = new Float64Array(rows.length)
  const curvatures = new Float64Array(rows.length)
  const nodes: Nodes = {
    ...{ roots: [], features: [], thresholds: [], lefts: [], missing: [], values: [] },
    ...{ columns: [], splitBins: [] },
  }
  const grower = { bins, edges, gradients, curvatures, options, nodes }
  for (let tree = 0; tree < options.trees; tree++) {
    for (let i = 0; i < rows.length; i++) {
      const p = 1 / (1 + Math.exp(-scores[i]!))
      gradients[i] = weights[i]! * ((isError[i] ? 1 : 0) - p)
      curvatures[i] = weights[i]! * Math.max(1e-6, p * (1 - p))
    }
    const seen: number[] = []
    for (let i = 0; i < rows.length; i++) if (options.random() < options.rowShare) seen.push(i)
    const used = options.features.map((_, f) => f).filter(() => options.random() < options.featureShare)
    const root = nodes.features.length
    nodes.roots.push(root)
    addNode(nodes)
    growNode(grower, root, seen, used, options.depth)
    for (let i = 0; i < rows.length; i++) scores[i]! += leafValue(grower, root, i)
  }
  const { roots, features, thresholds, lefts, missing, values } = nodes
  return { base, roots, features, thresholds, lefts, missing, values }
}

interface Nodes {
  readonly roots: number[]
  readonly features: number[]
  readonly thresholds: number[]
  readonly lefts: number[]
  readonly missing: number[]
  readonly values: number[]
  /** By node: its feature's place in the options, and the bin beyond which rows go to the right. */
  readonly columns: number[]
  readonly splitBins: number[]
}

interface Grower {
  /** By feature of the options: the bin of each row; 0 where the value is not known. */
  readonly bins: readonly Uint8Array[]
  /** By feature: the least value of each bin from 1 on. */
  readonly edges: readonly (readonly number[])[]
  readonly gradients: Float64Array
  readonly curvatures: Float64Array
  readonly options: FitOptions
  readonly nodes: Nodes
}

function addNode({ features, thresholds, lefts, missing, values, columns, splitBins }: Nodes): void {
  features.push(-1)
  for (const column of [thresholds, lefts, missing, values, columns, splitBins]) column.push(0)
}

function growNode(grower: Grower, node: number, rows: readonly number[], used: readonly number[], depth: number): void {
  const { gradients, curvatures, options, nodes, bins, edges } = grower
  let [g, h] = [0, 0]
  for (const i of rows) {
    g += gradients[i]!
    h += curvatures[i]!
  }
  nodes.values[node] = (options.rate * g) / (h + options.pull)
  if (depth === 0) return
  const best = bestSplit(grower, rows, used, g, h)
  if (best === undefined) return
  const left = nodes.features.length
  addNode(nodes)
  addNode(nodes)
  nodes.features[node] = options.features[best.feature]!
  nodes.thresholds[node] = edges[best.feature]![best.bin]!
  nodes.lefts[node] = left
  nodes.missing[node] = best.missingRight ? 1 : 0
  nodes.columns[node] = best.feature
  nodes.splitBins[node] = best.bin
  const isRight = (i: number) => {
    const bin = bins[best.feature]![i]!
    return bin === 0 ? best.missingRight : bin > best.bin
  }
  growNode(
    grower,
    left,
    rows.filter((i) => !isRight(i)),
    used,
    depth - 1,
  )
  growNode(grower, left + 1, rows.filter(isRight), used, depth - 1)
}

interface Split {
  readonly feature: number
  /** Rows of higher bins go to the right. */
  readonly bin: number
  readonly missingRight: boolean
}

const MAX_BINS = 64

function bestSplit(
  { bins, edges, gradients, curvatures, options }: Grower,
  rows: readonly number[],
  used: readonly number[],
  g: number,
  h: number,
): Split | undefined {
  const { pull, leastWeight } = options
  const gain = (sum: number, weight: number) => (sum * sum) / (weight + pull)
  let best: Split | undefined
  let most = gain(g, h) + 1e-9
  const [gs, hs] = [new Float64Array(MAX_BINS + 1), new Float64Array(MAX_BINS + 1)]
  for (const feature of used) {
    gs.fill(0)
    hs.fill(0)
    const column = bins[feature]!
    for (const i of rows) {
      gs[column[i]!]! += gradients[i]!
      hs[column[i]!]! += curvatures[i]!
    }
    for (const missingRight of [false, true]) {
      if (missingRight && hs[0] === 0) continue
      let [gl, hl] = missingRight ? [0, 0] : [gs[0]!, hs[0]!]
      for (let bin = 1; bin < edges[feature]!.length; bin++) {
        gl += gs[bin]!
        hl += hs[bin]!
        if (hl < leastWeight || h - hl < leastWeight) continue
        const found = gain(gl, hl) + gain(g - gl, h - hl)
        if (found <= most) continue
        most = found
        best = { feature, bin, missingRight }
      }
    }
  }
  return best
}

function leafValue({ bins, nodes }: Grower, root: number, row: number): number {
  let node = root
  while (nodes.features[node]! >= 0) {
    const bin = bins[nodes.columns[node]!]![row]!
    const isRight = bin === 0 ? nodes.missing[node] === 1 : bin > nodes.splitBins[node]!
    node = nodes.lefts[node]! + (isRight ? 1 : 0)
  }
  return nodes.values[node]!
}
