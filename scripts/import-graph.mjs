import path from 'node:path'
import { parseSync } from 'vite'

/**
 * @typedef {{ from: string, to: string, kind: 'import' | 'worker' }} Edge
 *   `from` and a relative `to` are paths from the checkout's folder with forward slashes; a package or Node module
 *   keeps its own name. A worker edge is `new URL('./x.worker.ts', import.meta.url)`: started, not imported.
 */

/**
 * Every module that a file asks for: imports and exports, with or without values, dynamic ones, import types, and
 * workers that it starts.
 * @param {string} file its path from the checkout's folder
 * @param {string} source
 * @returns {Edge[]}
 * @throws {Error} when the file does not parse
 */
export function readEdges(file, source) {
  const parsed = parseSync(file, source)
  const error = parsed.errors[0]
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  /** @type {Edge[]} */
  const edges = []
  walk(parsed.program, (node) => {
    const kind = node.type === 'NewExpression' ? 'worker' : 'import'
    const text = requested(node)
    if (text === undefined) return
    const to = text.startsWith('.') ? path.posix.join(path.posix.dirname(file), text) : text
    edges.push({ from: file, to, kind })
  })
  return edges
}

/** @typedef {{ type: string } & Record<string, unknown>} SyntaxNode */

/**
 * What a node of the syntax tree asks for, if it asks for a module at all.
 * @param {SyntaxNode} node
 */
function requested(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node['source'])
    case 'NewExpression':
      return isNamed(node['callee'], 'URL') && Array.isArray(node['arguments'])
        ? relative(literal(node['arguments'][0]))
        : undefined
    default:
      return undefined
  }
}

/** @param {string | undefined} text */
function relative(text) {
  return text?.startsWith('.') ? text : undefined
}

/** @param {unknown} node */
function literal(node) {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined
}

/**
 * @param {unknown} node
 * @param {string} name
 */
function isNamed(node, name) {
  return isNode(node) && node.type === 'Identifier' && node['name'] === name
}

/**
 * @param {unknown} value
 * @returns {value is SyntaxNode}
 */
function isNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/**
 * Visits every node of a syntax tree.
 * @param {unknown} value
 * @param {(node: SyntaxNode) => void} visit
 */
export function walk(value, visit) {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit)
  } else if (isNode(value)) {
    visit(value)
    for (const child of Object.values(value)) walk(child, visit)
  }
}

/**
 * The circles of modules that import each other, each named once.
 * @param {readonly Edge[]} edges
 * @returns {string[][]} files in the order of import; the last imports the first
 */
export function findCycles(edges) {
  /** @type {Map<string, string[]>} */
  const next = new Map()
  for (const { from, to, kind } of edges) if (kind === 'import') next.set(from, [...(next.get(from) ?? []), to])
  /** @type {Set<string>} */
  const done = new Set()
  /** @type {string[]} */
  const trail = []
  /** @type {string[][]} */
  const cycles = []
  const visit = (/** @type {string} */ file) => {
    if (done.has(file)) return
    const at = trail.indexOf(file)
    if (at >= 0) {
      cycles.push(trail.slice(at))
      return
    }
    trail.push(file)
    for (const to of next.get(file) ?? []) visit(to)
    trail.pop()
    done.add(file)
  }
  for (const file of next.keys()) visit(file)
  return cycles
}
