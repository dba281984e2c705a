/** What undo, redo and *Revert* do to a merge or a split. Undo of a taking back makes the merge or split again. */
export type Deed = 'take-back' | 'make-again'

/** The words of the edits that change the tissue or leave a note. `made` tells that it was done. */
export const EDIT_WORDS = {
  merge: { name: 'merge', made: 'Merged' },
  split: { name: 'split', made: 'Split' },
  annotate: { name: 'note', made: 'Left a note:' },
} as const

/**
 * The words of taking back and making again. `what` is such as "the merge of 461 + 9775". Everything on screen that names
 * such an act takes its words from here, whether undo, redo or *Revert* did it, so that one act has one word.
 */
export const DEED_WORDS = {
  'take-back': {
    name: (what: string) => `taking back of ${what}`,
    line: (what: string) => `take back ${what}`,
    made: (what: string) => `Took back ${what}`,
    now: (what: string) => `takes back ${what}`,
    cannot: (what: string) => `${what} cannot be taken back now`,
  },
  'make-again': {
    name: (what: string) => `making again of ${what}`,
    line: (what: string) => `make ${what} again`,
    made: (what: string) => `Made ${what} again`,
    now: (what: string) => `makes ${what} again`,
    cannot: (what: string) => `${what} cannot be made again now`,
  },
} as const satisfies Readonly<Record<Deed, Readonly<Record<string, (what: string) => string>>>>

/** The words of what holds of an edit today. */
export const STATE_WORDS = {
  holds: 'holds',
  made: 'made',
  redundant: 'was so already',
  changed: 'came out otherwise',
  'made-again': 'made again',
  'taken-back': 'taken back',
  overridden: 'overridden',
  conflicted: 'in conflict',
  refused: 'refused',
  'nothing-to-revert': 'had nothing to take back',
} as const
