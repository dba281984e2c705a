import {
  choiceOf,
  type Field,
  listOf,
  member,
  numberOf,
  recordOf,
  refuse,
  resultOf,
  textOf,
  wholeOf,
} from '../../json-field.ts'
import type { Result } from '../../problem.ts'
import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES, type EvidenceName, placeOf } from '../evidence/evidence.ts'
import type { DoubtModel, ModelPart, PartsOfKind } from './doubt-model.ts'
import type { Trees } from './trees.ts'

const MODEL_FORMAT = 'skein-doubts-model'
/** Rises when an older version of the app could not read, or would read wrongly, what is written. */
export const MODEL_VERSION = 2

/** Nodes of one part: a hundred times those of the model that comes with the app. */
const MAX_NODES = 200_000
/** Characters of the name of an evidence. */
const MAX_NAME = 64
/** Evidence of one file; a newer version may know more than this one. */
const MAX_EVIDENCE = 1_000

/**
 * Reads a model of doubts: the file that `tools/fit-doubts.ts` writes (SPEC.md has its fields). Fails with 'bad-description',
 * 'too-large', or 'unsupported' where a newer version wrote it, and names the field.
 */
export function parseDoubtModel(json: unknown, file: string): Result<DoubtModel> {
  return resultOf(json, file, (whole) => {
    choiceOf(member(whole, 'format'), [MODEL_FORMAT])
    const version = member(whole, 'version')
    if (wholeOf(version, 1) > MODEL_VERSION) {
      refuse(version, `is ${version.value}: a newer version of Skein wrote it`, 'unsupported')
    }
    const of = recordOf(whole, ['format', 'version', 'made', 'evidence', 'missed-merge', 'false-merge'])
    const evidence = listOf(of('evidence'), MAX_EVIDENCE, readName)
    const [merges, cuts] = [readKind(of('missed-merge'), evidence), readKind(of('false-merge'), evidence)]
    return {
      parts: { 'missed-merge': merges.parts, 'false-merge': cuts.parts },
      usual: { 'missed-merge': merges.usual, 'false-merge': cuts.usual },
    }
  })
}

function readName(field: Field): EvidenceName {
  const name = textOf(field, MAX_NAME)
  return (
    EVIDENCE_NAMES.find((known) => known === name) ??
    refuse(field, `names the evidence ${name}, which is not known`, 'unsupported')
  )
}

function readKind(field: Field, evidence: readonly EvidenceName[]): { parts: PartsOfKind; usual: readonly number[] } {
  const of = recordOf(field, ['usual', 'edges', 'shape', 'image', 'sizes'])
  const usual = new Array<number>(EVIDENCE_NAMES.length).fill(Number.NaN)
  const values = listOf(
    of('usual'),
    evidence.length,
    (item) => (item.value === null ? Number.NaN : numberOf(item)),
    evidence.length,
  )
  for (const [i, name] of evidence.entries()) usual[placeOf(name)] = values[i]!
  const part = (set: 'shape' | 'image' | 'sizes') =>
    of(set).value === undefined ? {} : { [set]: readPart(of(set), evidence) }
  const more = { ...part('shape'), ...part('image'), ...part('sizes') }
  return { parts: { edges: readPart(of('edges'), evidence), ...more }, usual }
}

function readPart(field: Field, evidence: readonly EvidenceName[]): ModelPart {
  const of = recordOf(field, [
    'base',
    'slope',
    'offset',
    'roots',
    'features',
    'thresholds',
    'lefts',
    'missing',
    'values',
  ])
  const features = listOf(of('features'), MAX_NODES, (item) => wholeOf(item, -1, evidence.length - 1))
  const column = (name: string, read: (item: Field) => number) =>
    listOf(of(name), features.length, read, features.length)
  const trees: Trees = {
    base: numberOf(of('base')),
    roots: listOf(of('roots'), features.length, (item) => wholeOf(item, 0, features.length - 1)),
    features: features.map((feature) => (feature < 0 ? -1 : placeOf(evidence[feature]!))),
    thresholds: column('thresholds', numberOf),
    lefts: column('lefts', (item) => wholeOf(item, 0)),
    missing: column('missing', (item) => wholeOf(item, 0, 1)),
    values: column('values', numberOf),
  }
  const lefts = of('lefts')
  for (const [node, left] of trees.lefts.entries()) {
    // Nodes below come after, so that every way through a tree ends.
    if (trees.features[node]! < 0 || (left > node && left + 1 < features.length)) continue
    refuse({ path: `${lefts.path}[${node}]`, value: left }, `is ${left}, which is no node after ${node}`)
  }
  return { trees, calibration: { slope: numberOf(of('slope')), offset: numberOf(of('offset')) } }
}

/** The JSON of a model, which `parseDoubtModel` reads. Numbers have six digits, which is more than they are worth. */
export function doubtModelJson({ parts, usual }: DoubtModel, made: string): unknown {
  const kind = (name: Candidate['kind']) => ({
    usual: usual[name].map((value) => (Number.isNaN(value) ? null : rounded(value))),
    ...Object.fromEntries(Object.entries(parts[name]).map(([set, part]) => [set, partJson(part)])),
  })
  return {
    format: MODEL_FORMAT,
    version: MODEL_VERSION,
    made,
    evidence: EVIDENCE_NAMES,
    'missed-merge': kind('missed-merge'),
    'false-merge': kind('false-merge'),
  }
}

function partJson({ trees, calibration }: ModelPart): unknown {
  return {
    base: rounded(trees.base),
    slope: rounded(calibration.slope),
    offset: rounded(calibration.offset),
    roots: trees.roots,
    features: trees.features,
    thresholds: trees.thresholds.map(rounded),
    lefts: trees.lefts,
    missing: trees.missing,
    values: trees.values.map(rounded),
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(6))
}
