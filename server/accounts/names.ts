import { createHash } from 'node:crypto'
import { AUTHOR_CHARACTERS_MAX, DATASET_CHARACTERS_MAX } from '../../shared/edits/edit-limits.ts'
import { lookAlike, mixedWord } from './look-alikes.ts'

/** A refusal in words for whoever gave the name. */
export class BadName extends Error {}

/** What PostgreSQL cannot hold, what a terminal takes for a command, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

/** What shows nothing or turns the text round it (U+200B, U+202E, U+00AD, fillers), and spaces of other widths. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u

/** The first character that is not to be seen, as people look it up: `U+202E`. */
function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

export type Named = 'user' | 'dataset'

const CHARACTERS_MAX: Readonly<Record<Named, number>> = {
  user: AUTHOR_CHARACTERS_MAX,
  dataset: DATASET_CHARACTERS_MAX,
}

/** What every name must be, also that of a machine's own user and datasets, which nobody chose for a team. */
export function checkName(named: Named, name: string): void {
  const whose = `A ${named}`
  if (name === '' || name.length > CHARACTERS_MAX[named]) {
    throw new BadName(`${whose}'s name has 1 to ${CHARACTERS_MAX[named]} characters`)
  }
  if (name !== name.trim()) throw new BadName(`${whose}'s name neither begins nor ends with a space`)
  if (UNPRINTABLE.test(name)) throw new BadName(`${whose}'s name holds no control characters`)
}

/**
 * The name under which a new user or dataset is kept: a user's in Unicode's NFKC form. A dataset's must have that form
 * already, for apps give it letter by letter as their `skein.json` has it. Throws `BadName` for what cannot be
 * seen, for a word of several scripts, and for what looks like one of `others`.
 */
export function newName(named: Named, text: string, others: readonly string[]): string {
  const name = named === 'user' ? text.normalize('NFKC') : text
  checkName(named, name)
  checkVisible(`A ${named}'s name`, name)
  const plain = name.normalize('NFKC')
  if (name !== plain) {
    throw new BadName(`A dataset's name is written in its plain form (NFKC): "${plain}", in its skein.json too`)
  }
  const mixed = mixedWord(name)
  if (mixed !== undefined) throw new BadName(`A ${named}'s name has no word of several scripts, as "${mixed}" is`)
  const alike = others.find((other) => lookAlike(name, other))
  if (alike !== undefined) throw new BadName(`"${name}" looks like the ${named} "${alike}", which is there already`)
  return name
}

/** For anything that is shown in a list: whatever stands in it is there to be seen. */
export function checkVisible(what: string, text: string): void {
  const hidden = (UNPRINTABLE.exec(text) ?? INVISIBLE.exec(text))?.[0]
  if (hidden !== undefined)
    throw new BadName(`${what} holds no invisible characters, and this one holds ${codeOf(hidden)}`)
}

/** What a dataset is found by. */
export function datasetKey(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}
