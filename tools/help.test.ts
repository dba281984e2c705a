import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Programs are the files that read arguments. */
const programs = readdirSync('tools').filter((name) => {
  return (
    name.endsWith('.ts') && !name.includes('.test.') && readFileSync(join('tools', name), 'utf8').includes('parseArgs')
  )
})

describe('the tools', () => {
  it('[TL20] each prints its usage for --help and ends with 0', () => {
    expect(programs.length).toBeGreaterThanOrEqual(4)
    for (const name of programs) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join('tools', name), '--help'], {
        encoding: 'utf8',
      })
      expect({ status, stderr }, name).toEqual({ status: 0, stderr: '' })
      expect(stdout, name).toMatch(/^Usage: node tools\//)
    }
  })

  it('[TL20, IP13] npx skein names its commands, and each says its usage', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, ['scripts/skein.mjs', ...args], { encoding: 'utf8' })
    for (const args of [['--help'], ['import', '--help']]) {
      const { status, stdout, stderr } = run(...args)
      expect({ status, stderr }, args.join(' ')).toEqual({ status: 0, stderr: '' })
      expect(stdout).toMatch(/^Usage: npx skein import /)
    }
    expect(run('export').status).toBe(2)
    expect(run('import').status).toBe(2)
  })
})
