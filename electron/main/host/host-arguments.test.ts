import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOST_CALLS, type HostCall, LOCATION_CHARACTERS_MAX } from '../../../shared/contracts/host-api.ts'
import { BYTE_PORTS_MAX, LOCATIONS_MAX, parseHostArguments, TOKEN_CHARACTERS_MAX } from './host-arguments.ts'

const DATASET = { name: 'fib25', locations: ['/d/em', '/d/seg'], openedAt: '2026-01-02T03:04:05.000Z' }

const GOOD: Record<HostCall, readonly (readonly unknown[])[]> = {
  startUp: [[]],
  chooseFolder: [[]],
  chooseFile: [[]],
  beginImport: [
    [{ out: '/data/new', image: '/data/em', labels: '/data/l.h5', voxelSize: [4, 4, 40] }],
    [{ out: '/data/new', labels: '/data/l.tif' }],
  ],
  stopImport: [[]],
  makeSample: [[]],
  cancelSample: [[]],
  showUpdates: [[]],
  recentDatasets: [[]],
  openSource: [['/data/em'], ['https://example.org/v']],
  openBelow: [['source-1-2', 'set #1/em']],
  openInstead: [
    ['source-1', []],
    ['source-1', ['info', 'a/zarr.json']],
  ],
  closeSource: [['source-1']],
  openExternal: [['https://example.org/']],
  copyText: [['461'], ['']],
  saveText: [
    ['log.jsonl', '{}'],
    ['log.jsonl', ''],
  ],
  beginSave: [['a.glb']],
  writeSave: [
    ['save-1', Uint8Array.of(1)],
    ['save-1', new Uint8Array(0)],
  ],
  endSave: [['save-1']],
  cancelSave: [['save-1']],
  requestBytePorts: [[1], [BYTE_PORTS_MAX]],
  requestJournalPort: [[]],
  requestTransportPort: [[]],
  connectStore: [
    ['https://store.example.org', 'abc'],
    ['no address', 'x'.repeat(TOKEN_CHARACTERS_MAX)],
  ],
  storeSession: [['https://store.example.org']],
  forgetStore: [['https://store.example.org']],
  rememberDataset: [[DATASET]],
  forgetDataset: [[['/d/em']]],
  reportView: [[{ kind: 'complete' }], [{ kind: 'failed', reason: 'no chunk came' }]],
}

const BAD: Record<HostCall, readonly (readonly unknown[])[]> = {
  startUp: [[1], [undefined]],
  chooseFolder: [['x']],
  chooseFile: [['x']],
  beginImport: [
    [],
    ['/data'],
    [{ image: '/data/em' }],
    [{ out: 'data' }],
    [{ out: '/data', image: 7 }],
    [{ out: '/data', voxelSize: [4, 4] }],
    [{ out: '/data', voxelSize: [4, 4, 0] }],
    [{ out: '/data', more: true }],
  ],
  stopImport: [['x']],
  makeSample: [['/data']],
  cancelSample: [[1]],
  showUpdates: [[1]],
  recentDatasets: [[{}]],
  openBelow: [[], ['s'], ['s', ''], ['', 'em'], [5, 'em'], ['s', 5], ['s', 'a\0b'], ['s', 'em', 'more']],
  openInstead: [
    [],
    ['s'],
    ['s', 'info'],
    ['', []],
    ['s', ['../info']],
    ['s', ['/etc/passwd']],
    ['s', Array(65).fill('a')],
  ],
  openSource: [[], [''], [5], [null], [['/a']], ['/a', '/b'], ['a\0b'], ['x'.repeat(LOCATION_CHARACTERS_MAX + 1)]],
  closeSource: [[], [''], [7], [{ toString: () => 'source-1' }]],
  openExternal: [[], [new URL('https://example.org')], ['']],
  copyText: [[], [461n], ['x'.repeat(1_000_001)]],
  saveText: [[], ['log'], ['', 'text'], ['log', 5], ['log', 'text', 'more'], [null, 'text'], ['a\0b', 'text']],
  beginSave: [[], [''], [5], ['a\0b'], ['a', 'b']],
  writeSave: [[], ['a'], ['', Uint8Array.of(1)], ['a', [1]], ['a', 'text'], ['a\0b', Uint8Array.of(1)]],
  endSave: [[], [''], [5]],
  cancelSave: [[], [''], [5]],
  requestJournalPort: [[1], [undefined]],
  requestTransportPort: [[1], ['https://store.example.org']],
  connectStore: [
    [],
    ['https://store.example.org'],
    ['https://store.example.org', ''],
    ['', 'token'],
    ['https://store.example.org', 'token', 'more'],
    ['https://store.example.org', 5],
    [{ href: 'https://store.example.org' }, 'token'],
    ['https://store.example.org', 'to\0ken'],
    ['https://store.example.org', 'x'.repeat(TOKEN_CHARACTERS_MAX + 1)],
  ],
  storeSession: [[], [''], [5], [null], ['https://a', 'https://b']],
  forgetStore: [[], [''], [5], [['https://a']]],
  requestBytePorts: [[], [0], [-1], [1.5], [BYTE_PORTS_MAX + 1], ['4'], [Number.NaN], [1n]],
  rememberDataset: [
    [],
    [null],
    ['fib25'],
    [{ ...DATASET, name: 5 }],
    [{ ...DATASET, locations: [] }],
    [{ ...DATASET, locations: ['/d', 4] }],
    [{ ...DATASET, openedAt: 'yesterday' }],
    [[DATASET]],
  ],
  forgetDataset: [[], [[]], ['/d/em'], [[1]], [Array.from({ length: LOCATIONS_MAX + 1 }, () => '/d')]],
  reportView: [[], ['complete'], [{ kind: 'done' }], [{ kind: 'failed' }], [{ kind: 'failed', reason: 3 }]],
}

describe('arguments of host calls', () => {
  it.each(HOST_CALLS)('[SE4] %s takes what its contract says, unchanged', (call) => {
    for (const args of GOOD[call]) expect(parseHostArguments[call](args)).toEqual({ ok: true, value: args })
  })

  it.each(HOST_CALLS)('[SE4] %s refuses anything else and says what it expects', (call) => {
    for (const args of BAD[call]) {
      const parsed = parseHostArguments[call](args)
      expect(parsed).toMatchObject({ ok: false, problem: { kind: 'bad-description', field: call } })
      if (!parsed.ok) expect(parsed.problem.message).toMatch(new RegExp(`^${call} expects `))
    }
  })

  it('[SE4] leaves fields that the contract does not know', () => {
    const parsed = parseHostArguments.rememberDataset([{ ...DATASET, extra: 'x' }])
    expect(parsed).toEqual({ ok: true, value: [DATASET] })
    const outcome = parseHostArguments.reportView([{ kind: 'complete', reason: 'x' }])
    expect(outcome).toEqual({ ok: true, value: [{ kind: 'complete' }] })
  })

  it.each(HOST_CALLS)('[SE4] %s answers for whatever comes, without a throw', (call) => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (args) => {
        expect(typeof parseHostArguments[call](args).ok).toBe('boolean')
      }),
    )
  })
})
