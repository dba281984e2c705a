import type { Doubt } from '../../../edit/messages.ts'

/** How a person left a doubt: passed over, put off, or answered, by an edit or by "no error". */
export type LeftHow = 'passed' | 'unsure' | 'answered'

export interface LeftDoubt {
  readonly doubt: Doubt
  readonly how: LeftHow
}

/** The doubts that a person came by, so that one can go back from one to the one before. */
export interface DoubtTrail {
  readonly left: (doubt: Doubt, how: LeftHow) => void
  /** The one that was left last. */
  readonly last: () => LeftDoubt | undefined
  /** Takes the last one off. */
  readonly drop: () => void
  /** The answer to this doubt was taken back. */
  readonly tookBack: (doubt: string) => void
  /** The answer to this doubt was refused after the person had gone on: it was only passed. */
  readonly stillOpen: (doubt: string) => void
  /** An act that answered no doubt came, so that undo takes back no answer now. */
  readonly forgetAnswers: () => void
  readonly forget: () => void
}

/** Some minutes of work. Farther back nobody remembers. */
const LONGEST = 100

export function createDoubtTrail(): DoubtTrail {
  let trail: readonly LeftDoubt[] = []
  return {
    left: (doubt, how) => {
      trail = [...trail, { doubt, how }].slice(-LONGEST)
    },
    last: () => trail.at(-1),
    drop: () => {
      trail = trail.slice(0, -1)
    },
    tookBack: (doubt) => {
      const at = trail.map((one) => one.how === 'answered' && one.doubt.id === doubt).lastIndexOf(true)
      trail = trail.filter((_, i) => i !== at)
    },
    stillOpen: (doubt) => {
      trail = trail.map((one) => (one.doubt.id === doubt ? { ...one, how: 'passed' } : one))
    },
    forgetAnswers: () => {
      trail = trail.filter(({ how }) => how !== 'answered')
    },
    forget: () => {
      trail = []
    },
  }
}
