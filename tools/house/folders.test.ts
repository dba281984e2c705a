import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compareTree, findAbsentPaths, findCrowded, maxFilesInFolder, readTree } from './folders.ts'
import { listProjectFiles } from './source-files.ts'

const files = listProjectFiles()
const architecture = readFileSync('ARCHITECTURE.md', 'utf8')

describe('the folders', () => {
  it('[HO9] hold few product files each', () => {
    expect(findCrowded(files)).toEqual([])
    const many = Array.from({ length: maxFilesInFolder }, (_, i) => `shared/a/${i}.ts`)
    expect(findCrowded([...many, 'shared/a/x.test.ts', 'shared/a/testing/rig.ts'])).toEqual([])
    expect(findCrowded([...many, 'shared/a/x.ts'])).toEqual(['shared/a: 21 files, over 20'])
  })

  it('[HO10] are those of the tree of ARCHITECTURE.md, and each path that it names is there', () => {
    expect(compareTree(readTree(architecture), files)).toEqual([])
    expect(findAbsentPaths(architecture, files)).toEqual([])
  })

  it('[HO10] a tree is read by its indentation, and what it lacks is found', () => {
    const tree = readTree('# A\n```\na/      what a is\n  b/  c/  both\nd/  e/\n```\n')
    expect(tree).toEqual(['a', 'a/b', 'a/c', 'd', 'e'])
    expect(compareTree(tree, ['a/b/x.ts', 'a/c/x.ts', 'a/f/x.ts', 'd/x.ts'])).toEqual([
      'e/ is in the tree, and nowhere else',
      'a/f/ is not in the tree',
    ])
    expect(findAbsentPaths('`shared/a.ts` and `shared/b/`', ['shared/b/c.ts'])).toEqual(['shared/a.ts'])
  })
})
