import { DATASET_CHARACTERS_MAX } from '../../edits/edit-limits.ts'
import {
  choiceOf,
  type Field,
  MalformedField,
  member,
  numberOf,
  objectOf,
  recordOf,
  refuse,
  resultOf,
  textOf,
  wholeOf,
} from '../../json-field.ts'
import type { Result } from '../../problem.ts'
import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES, type Evidence, noEvidence, placeOf } from '../evidence/evidence.ts'

/** A person's answer to a doubt, with what was known of the doubt then: the model of a dataset learns from it. */
export interface DoubtAnswer {
  /** The id of the doubt, and what is in it. */
  readonly doubt: string
  readonly kind: Candidate['kind']
  readonly a: bigint
  readonly b: bigint
  readonly isError: boolean
  /** The probability that the doubt was shown with; undefined where it was in no list. */
  readonly shown: number | undefined
  /** The base model that ranked then (see `modelName`). */
  readonly model: string
  /** Ms since 1970. Only the order of answers follows from it. */
  readonly madeAtMs: number
  readonly evidence: Evidence
}

const FORMAT = 'skein-doubt-answer'

/** Rises when an older version of the app would read wrongly what is written. */
const VERSION = 1

/** Characters of a name of a base model. */
const MODEL_CHARACTERS_MAX = 64

/** Evidence is far below this: odds are below 7 times the edges of a pair, areas are logarithms. */
const EVIDENCE_MAX = 1e9

const DOUBT = /^(merge|split) (0|[1-9][0-9]{0,19}) (0|[1-9][0-9]{0,19})$/
const ID_MAX = 2n ** 64n - 1n

/** The fields of an answer as they are kept on this machine and in a store (SPEC.md). Only evidence that is known is there. */
export function doubtAnswerJson(answer: DoubtAnswer, dataset: string): Readonly<Record<string, unknown>> {
  const { doubt, isError, shown, model, madeAtMs, evidence } = answer
  const known = EVIDENCE_NAMES.flatMap((name, place) => {
    const value = evidence[place]!
    return Number.isFinite(value) ? [[name, value] as const] : []
  })
  const given = shown === undefined ? {} : { shown }
  return {
    ...{ format: FORMAT, version: VERSION, dataset, model, doubt, isError, ...given, madeAtMs },
    evidence: Object.fromEntries(known),
  }
}

/**
 * Reads an answer. Fails with 'bad-description' where a field is damaged or the answer is of another dataset, with
 * 'unsupported' where a newer version wrote it, and names the field.
 * @param file what a problem calls the place where the answer was
 */
export function parseDoubtAnswer(json: unknown, dataset: string, file: string): Result<DoubtAnswer> {
  return resultOf(json, file, (whole) => readDoubtAnswer(whole, dataset))
}

/** The same, of a part of a larger text. Throws `MalformedField`. */
export function readDoubtAnswer(whole: Field, dataset: string): DoubtAnswer {
  choiceOf(member(whole, 'format'), [FORMAT])
  const version = member(whole, 'version')
  if (wholeOf(version, 1) > VERSION) {
    refuse(version, `is ${version.value}: a newer version of Skein wrote it`, 'unsupported')
  }
  const of = recordOf(whole, [
    ...['format', 'version', 'dataset', 'model', 'doubt', 'isError', 'shown', 'madeAtMs', 'evidence'],
  ])
  const own = textOf(of('dataset'), DATASET_CHARACTERS_MAX)
  if (own !== dataset) refuse(of('dataset'), 'is another one: the answer was given in another dataset')
  return {
    ...readDoubt(of('doubt')),
    isError: booleanOf(of('isError')),
    shown: of('shown').value === undefined ? undefined : readProbability(of('shown')),
    model: textOf(of('model'), MODEL_CHARACTERS_MAX),
    madeAtMs: wholeOf(of('madeAtMs'), 0),
    evidence: readEvidence(of('evidence')),
  }
}

function readDoubt(field: Field): Pick<DoubtAnswer, 'doubt' | 'kind' | 'a' | 'b'> {
  const doubt = textOf(field)
  const [, word, first, second] = DOUBT.exec(doubt) ?? []
  if (first === undefined || second === undefined) return refuse(field, 'must be the id of a doubt')
  const [a, b] = [BigInt(first), BigInt(second)]
  if (a > ID_MAX || b > ID_MAX || a === b) return refuse(field, 'must name two supervoxels')
  return { doubt, kind: word === 'merge' ? 'missed-merge' : 'false-merge', a, b }
}

function booleanOf(field: Field): boolean {
  return typeof field.value === 'boolean' ? field.value : refuse(field, 'must be true or false')
}

function readProbability(field: Field): number {
  const value = numberOf(field)
  return value >= 0 && value <= 1 ? value : refuse(field, 'must be from 0 to 1')
}

function readEvidence(field: Field): Evidence {
  const evidence = noEvidence()
  for (const name of Object.keys(objectOf(field))) {
    const known = EVIDENCE_NAMES.find((one) => one === name)
    if (known === undefined) throw new MalformedField(`${field.path}.${name}`, 'is no evidence that this version knows')
    const value = numberOf(member(field, name))
    if (Math.abs(value) > EVIDENCE_MAX) refuse(member(field, name), `must be at most ${EVIDENCE_MAX}`)
    evidence[placeOf(known)] = value
  }
  return evidence
}
