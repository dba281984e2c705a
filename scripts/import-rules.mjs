import { findCycles } from './import-graph.mjs'

/** @typedef {import('./import-graph.mjs').Edge} Edge */

/** The parts of the house, longest name first where one contains another. */
const areas = [
  'renderer/page',
  'renderer/gl',
  'renderer/decode',
  'renderer/edit',
  'shared',
  'electron',
  'server',
  'tools',
  'scripts',
  'bench',
  'e2e',
]

/** What each part may import beside itself. Benchmarks and end-to-end tests stand outside and may use all of it. */
/** @type {Record<string, readonly string[]>} */
const allowed = {
  shared: [],
  electron: ['shared'],
  server: ['shared'],
  tools: ['shared'],
  scripts: [],
  'renderer/page': ['shared'],
  'renderer/gl': ['shared'],
  'renderer/decode': ['shared'],
  'renderer/edit': ['shared'],
  bench: areas.filter((area) => area !== 'scripts'),
  e2e: areas.filter((area) => area !== 'bench' && area !== 'scripts'),
}

/** A worker's contract is one file; these may speak to it. */
/** @type {Record<string, readonly string[]>} */
const contracts = {
  'renderer/page': ['renderer/gl/messages.ts', 'renderer/decode/messages.ts', 'renderer/edit/messages.ts'],
  'renderer/gl': ['renderer/decode/messages.ts', 'renderer/edit/gl-link.ts'],
}

/**
 * The part of the house that a file lies in; a file outside all of them (configuration) has none.
 * @param {string} file
 */
function areaOf(file) {
  return areas.find((area) => file.startsWith(`${area}/`))
}

/** @param {string} file */
function isTest(file) {
  return /\.(test|spec)\.tsx?$/.test(file)
}

/**
 * Why an edge breaks the rules of imports; undefined when it does not.
 * @param {Edge} edge
 * @param {ReadonlySet<string>} files all source files
 */
export function judgeEdge({ from, to, kind }, files) {
  const area = areaOf(from)
  if (!files.has(to)) return judgeOutside(area, from, to)
  if (isTest(to)) return 'a test is imported by nothing'
  const target = areaOf(to)
  if (area === undefined || area === target) return undefined
  if (target === undefined) return 'configuration is imported by nothing'
  if (kind === 'worker') {
    return area === 'renderer/page' && to.endsWith('.worker.ts') ? undefined : 'only the page starts workers'
  }
  if ((allowed[area] ?? []).includes(target) || (contracts[area] ?? []).includes(to)) return undefined
  return `${area} may import ${[...(allowed[area] ?? []), ...(contracts[area] ?? [])].join(', ') || 'nothing'} only`
}

/**
 * @param {string | undefined} area
 * @param {string} from
 * @param {string} to
 */
function judgeOutside(area, from, to) {
  if (to.startsWith('..')) return 'it leads out of the project'
  const isOwn = area !== undefined && areaOf(to) !== undefined
  if (isOwn && !/\.(css|json|svg|png|wasm)(\?.*)?$/.test(to))
    return 'there is no such file (imports end in .ts or .tsx)'
  const isHost = to.startsWith('node:') || to === 'electron'
  const isPure = area === 'shared' || area?.startsWith('renderer/')
  return isHost && isPure && !isTest(from) ? 'neither shared/ nor renderer/ knows the host' : undefined
}

/**
 * @param {readonly Edge[]} edges
 * @param {ReadonlySet<string>} files
 * @returns {string[]} one line for each broken rule
 */
export function findViolations(edges, files) {
  const judged = edges.flatMap((edge) => {
    const reason = judgeEdge(edge, files)
    return reason === undefined ? [] : [`${edge.from} -> ${edge.to}: ${reason}`]
  })
  return [...judged, ...findCycles(edges).map((cycle) => `a cycle: ${[...cycle, cycle[0]].join(' -> ')}`)]
}
