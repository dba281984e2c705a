import { createHash } from 'node:crypto'
import { AUTHOR_CHARACTERS_MAX, DATASET_CHARACTERS_MAX } from '../../shared/edits/edit-limits.ts'
import { lookAlike, mixedWord } from './look-alikes.ts'

/** A refused name. The message is for the person who gave the name. */
export class BadName extends Error {}

/** Characters that PostgreSQL cannot hold or that a terminal takes for commands, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * Characters that show nothing or reverse the text around them (U+200B, U+202E, U+00AD, fillers), and unusual spaces.
 */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u

/** The code of a character as people look it up, such as `U+202E`. */
function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

export type Named = 'user' | 'dataset'

const CHARACTERS_MAX: Readonly<Record<Named, number>> = {
  user: AUTHOR_CHARACTERS_MAX,
  dataset: DATASET_CHARACTERS_MAX,
}

/** Checks what holds for every name, also for those that nobody chose: a machine's own user and datasets. */
export function checkName(named: Named, name: string): void {
  const whose = `A ${named}`
  if (name === '' || name.length > CHARACTERS_MAX[named]) {
    throw new BadName(`${whose}'s name has 1 to ${CHARACTERS_MAX[named]} characters`)
  }
  if (name !== name.trim()) throw new BadName(`${whose}'s name neither begins nor ends with a space`)
  if (UNPRINTABLE.test(name)) throw new BadName(`${whose}'s name holds no control characters`)
}

/**
 * The name under which a new user or dataset is kept. A user's name is brought to Unicode's NFKC form. A dataset's name
 * must have that form already, because apps send it letter by letter as their `skein.json` has it. Throws `BadName` for
 * invisible characters, for a word of several scripts, and for a name that looks like one of `others`.
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

/** For any text that is shown in a list: it may hold no invisible characters. */
export function checkVisible(what: string, text: string): void {
  const hidden = (UNPRINTABLE.exec(text) ?? INVISIBLE.exec(text))?.[0]
  if (hidden !== undefined)
    throw new BadName(`${what} holds no invisible characters, and this one holds ${codeOf(hidden)}`)
}

/** The key by which a dataset is found. */
export function datasetKey(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}
