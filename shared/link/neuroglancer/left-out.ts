import { MalformedField } from '../../json-field.ts'
import type { LeftOut } from './linked-view.ts'

/** Sentences about one state: more than anybody reads. */
const SENTENCES_MAX = 500
/** Names in one sentence. */
const NAMES_MAX = 12
/** Characters of one quoted name. */
const NAME_CHARACTERS_MAX = 80

/** Collects what is left out while a state is read. */
export interface LeftOutList {
  readonly add: (weight: LeftOut['weight'], sentence: string) => void
  /** What `read` returns; where it refuses a field, undefined, and the field is listed. */
  readonly attempt: <T>(read: () => T) => T | undefined
  readonly all: () => readonly LeftOut[]
}

/** `about` begins each sentence, such as `Layer "em": `. */
export function createLeftOut(): LeftOutList {
  const list: LeftOut[] = []
  const add: LeftOutList['add'] = (weight, sentence) => {
    if (list.length < SENTENCES_MAX) list.push({ weight, sentence })
  }
  return {
    add,
    attempt: (read) => {
      try {
        return read()
      } catch (error) {
        if (!(error instanceof MalformedField)) throw error
        add('part', `${error.field} ${error.what}; it is not used`)
        return undefined
      }
    },
    all: () => list,
  }
}

/** `a, b, c`, and how many more there are. */
export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).map(shortName).join(', ')
  return names.length > NAMES_MAX ? `${shown} and ${names.length - NAMES_MAX} more` : shown
}

export function shortName(name: string): string {
  const plain = name.replace(/\p{Cc}/gu, ' ')
  return plain.length > NAME_CHARACTERS_MAX ? `${plain.slice(0, NAME_CHARACTERS_MAX)}…` : plain
}

/** `1 line`, `12 lines`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}

/** The members of an object that nobody has read. */
export function otherNames(names: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => !known.has(name))
}
