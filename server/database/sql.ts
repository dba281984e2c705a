export type Row = Readonly<Record<string, unknown>>

/**
 * Runs one statement, in which `$1`, `$2`, ... stand for the values. Rejects if the statement or the database fails.
 */
export type Query = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>

/** The database as the store needs it. The same statements run on PostgreSQL and on PGlite. */
export interface Sql {
  readonly query: Query
  /** Commits when `work` resolves, and rolls back when it rejects. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  /**
   * Hears the notices of all processes on `CHANNEL`, from the call of `onListening` until the call of `onDeaf`. Then it
   * tries again, for ever.
   */
  listen(listener: Listener): Promise<void>
  close(): Promise<void>
}

export interface Listener {
  onListening(): void
  onNotice(payload: string): void
  /** From now on notices are missed. */
  onDeaf(): void
}

export const CHANNEL = 'skein'

/** Sends a notice to all processes. Within a transaction it is sent at the commit. */
export const NOTIFY = `select pg_notify('${CHANNEL}', $1)`

/** The values that the two drivers give for one type differ; these readers take either. */
export function textIn(row: Row | undefined, column: string): string {
  const value = row?.[column]
  if (typeof value === 'string') return value
  throw new Error(`The column ${column} holds no text`)
}

export function textOrNone(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textIn(row, column)
}

/** A whole number of up to 2^53. */
export function wholeIn(row: Row | undefined, column: string): number {
  const value = row?.[column]
  const whole = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value
  if (typeof whole === 'number' && Number.isSafeInteger(whole)) return whole
  throw new Error(`The column ${column} holds no whole number`)
}
