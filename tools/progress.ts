/** Where progress is told: a bar that is redrawn on a terminal, else a line for each finished step. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  readonly write: (text: string) => unknown
}

export interface Progress {
  /** Tells how much of a named step is done, 0 to 1. Steps follow one another. */
  readonly update: (step: string, part: number) => void
}

/** Cells of the bar. */
const BAR_WIDTH = 30

/** `shares` gives each step's name and its part of the whole work, in order. */
export function createProgress(shares: ReadonlyMap<string, number>, output: ProgressOutput): Progress {
  const total = [...shares.values()].reduce((sum, share) => sum + share, 0)
  let lastPercent = -1
  let lastStep = ''
  return {
    update: (step, part) => {
      let done = 0
      for (const [name, share] of shares) {
        if (name === step) {
          done += share * part
          break
        }
        done += share
      }
      const percent = Math.floor((100 * done) / total)
      if (output.isTTY === true) {
        if (percent === lastPercent && step === lastStep) return
        const filled = Math.round((BAR_WIDTH * done) / total)
        const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.')
        output.write(`\r\u001b[2K[${bar}] ${String(percent).padStart(3)} %  ${step}${percent === 100 ? '\n' : ''}`)
      } else if (part >= 1) output.write(`${String(percent).padStart(3)} %  ${step}\n`)
      lastPercent = percent
      lastStep = step
    },
  }
}
