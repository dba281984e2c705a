import { expect, it } from 'vitest'
import { ProblemError } from '../shared/problem.ts'
import { partDone } from './progress.ts'
import { sampleFailure } from './sample-failure.ts'

it('[SA20] why the sample could not be made is a sentence', () => {
  const of = (code: string) => sampleFailure(Object.assign(new Error(`${code}: no`), { code }), '/d/sample')
  expect(of('ENOSPC')).toBe('The disk is full: there is no space for the sample in /d/sample')
  expect(of('EDQUOT')).toBe(of('ENOSPC'))
  for (const code of ['EACCES', 'EPERM', 'EROFS']) {
    expect(of(code)).toBe('The sample cannot be made: the folder /d/sample may not be written')
  }
  expect(of('EIO')).toBe('The sample could not be made: EIO: no')
  expect(sampleFailure('why', '/d')).toBe('The sample could not be made: why')
  const problem = { kind: 'bad-description', message: '/d is not empty', file: '/d' } as const
  expect(sampleFailure(new ProblemError(problem), '/d')).toBe('/d is not empty')
})

it('[SA18] the part that is done rises from 0 to 1 over the steps', () => {
  const shares = new Map([
    ['a', 1],
    ['b', 3],
  ])
  const parts = [
    ['a', 0],
    ['a', 0.5],
    ['a', 1],
    ['b', 0],
    ['b', 1],
  ] as const
  expect(parts.map(([step, part]) => partDone(shares, step, part))).toEqual([0, 0.125, 0.25, 0.25, 1])
})
