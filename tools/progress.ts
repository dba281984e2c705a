/** Shows progress: a bar that is redrawn on a terminal, or else a line for each finished step. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  readonly write: (text: string) => unknown
}

export interface Progress {
  /** Says which part of a named step is done, 0 to 1. Steps follow one another. */
  readonly update: (step: string, part: number) => void
}

/** The width of the bar in characters. */
const BAR_WIDTH = 30

/** The part of all work that is done, 0 to 1. `shares` has the steps in order, each with its part of all work. */
export function partDone(shares: ReadonlyMap<string, number>, step: string, part: number): number {
  let total = 0
  let done = 0
  let isPast = true
  for (const [name, share] of shares) {
    total += share
    if (name === step) {
      done += share * part
      isPast = false
    } else if (isPast) done += share
  }
  return done / total
}

export function createProgress(shares: ReadonlyMap<string, number>, output: ProgressOutput): Progress {
  let lastPercent = -1
  let lastStep = ''
  return {
    update: (step, part) => {
      const done = partDone(shares, step, part)
      const percent = Math.floor(100 * done)
      if (output.isTTY === true) {
        if (percent === lastPercent && step === lastStep) return
        const filled = Math.round(BAR_WIDTH * done)
        const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.')
        output.write(`\r\u001b[2K[${bar}] ${String(percent).padStart(3)} %  ${step}${percent === 100 ? '\n' : ''}`)
      } else if (part >= 1) output.write(`${String(percent).padStart(3)} %  ${step}\n`)
      lastPercent = percent
      lastStep = step
    },
  }
}
