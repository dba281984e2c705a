import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { EVIDENCE_NAMES } from '../../../shared/doubts/evidence/evidence.ts'

it('[DO12] SPEC.md documents every evidence with its unit, in the order of the list', () => {
  const spec = readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'SPEC.md'), 'utf8')
  const table = /\| evidence \| unit \| what \|\n([\s\S]*?)\n\n/.exec(`${spec}\n\n`)?.[1] ?? ''
  const named = [...table.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \| [^|]+ \|/gm)].flatMap(([, names]) =>
    [...(names ?? '').matchAll(/`([a-z-]+)`/g)].map(([, name]) => name),
  )
  expect(named).toEqual([...EVIDENCE_NAMES])
})
