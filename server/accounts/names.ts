import { createHash } from 'node:crypto'
import { AUTHOR_CHARACTERS_MAX, DATASET_CHARACTERS_MAX } from '../../shared/edits/edit-limits.ts'

/** A refusal in words for whoever gave the name. */
export class BadName extends Error {}

/** What PostgreSQL cannot hold, what a terminal takes for a command, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

export function checkUserName(name: string): void {
  check('A user', name, AUTHOR_CHARACTERS_MAX)
}

export function checkDatasetName(name: string): void {
  check('A dataset', name, DATASET_CHARACTERS_MAX)
}

function check(whose: string, name: string, charactersMax: number): void {
  if (name === '' || name.length > charactersMax)
    throw new BadName(`${whose}'s name has 1 to ${charactersMax} characters`)
  if (name !== name.trim()) throw new BadName(`${whose}'s name neither begins nor ends with a space`)
  if (UNPRINTABLE.test(name)) throw new BadName(`${whose}'s name holds no control characters`)
}

/** What a dataset is found by. */
export function datasetKey(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}
