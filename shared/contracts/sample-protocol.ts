/** Main -> the sample process: its one message. */
export interface SampleTask {
  /** The folder in which the sample will lie; a sample that is there already stays. */
  readonly folder: string
  /** Where it grows, beside that folder; main removes what is left there. */
  readonly unfinished: string
}

/** The sample process -> main. */
export type FromSampleProcess =
  /** `part` of the work is done, 0 to 1. */
  | { readonly kind: 'progress'; readonly part: number }
  | { readonly kind: 'made' }
  /** `reason` is a sentence. */
  | { readonly kind: 'failed'; readonly reason: string }

/** The name of the folder in which a sample grows, which the process `pid` is responsible for. */
export function unfinishedName(folderName: string, pid: number): string {
  return `.${folderName}.unfinished-${pid}`
}

/** The process that is responsible for a folder of that name; undefined for any other name. */
export function pidOfUnfinished(folderName: string, name: string): number | undefined {
  const start = `.${folderName}.unfinished-`
  const rest = name.startsWith(start) ? name.slice(start.length) : ''
  return /^[1-9]\d{0,9}$/.test(rest) ? Number(rest) : undefined
}

/** Bytes that the sample takes on a disk of small blocks, with something to spare. */
export const SAMPLE_BYTES = 150_000_000
