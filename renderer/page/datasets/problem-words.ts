import type { Problem } from '../../../shared/problem.ts'

/** A problem as a title and where it lies, for a card; `where` leaves out what the message names already. */
export function describeProblem(problem: Problem): { readonly title: string; readonly where: string | undefined } {
  const { message, file, field } = problem
  const where = [file, field].filter((part) => part !== undefined && !message.includes(part)).join('  ›  ')
  return { title: titles[problem.kind], where: where === '' ? undefined : where }
}

const titles: Readonly<Record<Problem['kind'], string>> = {
  'not-found': 'Nothing is there',
  'not-a-volume': 'This is no volume',
  'bad-description': 'The description cannot be read',
  'bad-chunk': 'A chunk cannot be decoded',
  'bad-shard': 'A shard does not hold together',
  'bad-mesh': 'A mesh cannot be decoded',
  'bad-snapshot': 'A snapshot of the edits cannot be read',
  unsupported: 'Skein does not read this format',
  'too-large': 'Larger than Skein allows',
  outside: 'This leaves the opened folder',
  forbidden: 'Access was refused',
  'rate-limited': 'The server asks us to wait',
  'http-status': 'The server refused',
  network: 'The server cannot be reached',
  stalled: 'The server stopped answering',
  disk: 'The disk cannot be read',
  cancelled: 'Cancelled',
}
