import { createHash } from 'node:crypto'

/** Characters of the readable part: enough to find a journal by eye. */
const NAME_CHARACTERS = 40
/** Hexadecimal digits of the hash that tells datasets apart: 96 bits never meet by chance. */
const HASH_DIGITS = 24

/** The name of a dataset's journal file: its last part in safe characters for the eye, and a hash of all of it. */
export function journalName(dataset: string): string {
  const last =
    dataset
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  const readable = last.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, NAME_CHARACTERS)
  const hash = createHash('sha256').update(dataset, 'utf8').digest('hex').slice(0, HASH_DIGITS)
  return `${readable}-${hash}.jsonl`
}
