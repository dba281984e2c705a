import { parseSync, Visitor } from 'vite'

/** @typedef {import('vite').ESTree.Node} Node */
/** @typedef {{ id: string, line: number }} Rule a rule of SPEC.md and the line that defines it */
/** @typedef {{ file: string, line: number, title: string, kind: 'test' | 'group' }} Title */

/** A title that begins with ids in brackets: `[SC5] `, `[SC5, SC6] `, `[VW1 to VW4] `. */
const begins = /^\[([^\]]+)\] \S/
const range = /^([A-Z]+)(\d+)(?: to \1(\d+))?$/

/**
 * The rules that SPEC.md defines: the first cell of each row of its tables that begin with `| rule |`.
 * @param {string} markdown
 * @returns {Rule[]} in order, one for each id, also of a row that defines `SC5, SC6` or `VW1 to VW4`
 * @throws {Error} when a row names what is no id
 */
export function readRules(markdown) {
  /** @type {Rule[]} */
  const rules = []
  let inTable = false
  for (const [index, line] of markdown.split('\n').entries()) {
    const cell = /^\| (.+?) \|/.exec(line)?.[1]
    if (!line.startsWith('|')) inTable = false
    else if (cell === 'rule') inTable = true
    else if (inTable && cell !== undefined) {
      const ids = idsIn(cell)
      if (ids === undefined) throw new Error(`SPEC.md:${index + 1}: ${cell} is no rule id`)
      for (const id of ids) rules.push({ id, line: index + 1 })
    }
  }
  return rules
}

/**
 * @param {string} cell ids as `SC5`, `SC5, SC6` or `VW1 to VW4`
 * @returns {string[] | undefined} nothing when some part of it is no id
 */
function idsIn(cell) {
  /** @type {string[]} */
  const ids = []
  for (const part of cell.split(', ')) {
    const [, family, first, last = first] = range.exec(part) ?? []
    if (family === undefined) return undefined
    for (let at = Number(first); at <= Number(last); at++) ids.push(`${family}${at}`)
  }
  return ids
}

/**
 * The titles of the tests (`it`, `test`) and groups (`describe`) of a file. An expression in a template is read as `…`,
 * and anything that is no text as an empty title.
 * @param {string} file its path from the checkout's folder
 * @param {string} source
 * @returns {Title[]}
 */
export function readTitles(file, source) {
  /** @type {Title[]} */
  const titles = []
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [title, work], start }) {
      const kind = kindOf(callee)
      if (kind === undefined || title === undefined || work === undefined) return
      titles.push({ file, line: source.slice(0, start).split('\n').length, kind, title: textOf(title) })
    },
  })
  visitor.visit(parseSync(file, source).program)
  return titles
}

/**
 * What a called function makes: `it`, `test`, `it.each(rows)`, `describe`, `test.describe`, `describe.each(rows)`.
 * @param {Node} callee
 * @returns {Title['kind'] | undefined}
 */
function kindOf(callee) {
  if (callee.type === 'Identifier') return kinds.get(callee.name)
  if (callee.type === 'MemberExpression') return isNamed(callee.property, 'describe') ? 'group' : undefined
  if (callee.type !== 'CallExpression' || callee.callee.type !== 'MemberExpression') return undefined
  return isNamed(callee.callee.property, 'each') ? kindOf(callee.callee.object) : undefined
}

/** @type {ReadonlyMap<string, Title['kind']>} */
const kinds = new Map([
  ['it', 'test'],
  ['test', 'test'],
  ['describe', 'group'],
])

/**
 * @param {Node} node
 * @param {string} name
 */
function isNamed(node, name) {
  return node.type === 'Identifier' && node.name === name
}

/** @param {Node} node */
function textOf(node) {
  if (node.type === 'Literal') return String(node.value)
  return node.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked).join('…') : ''
}

/**
 * What is wrong between the rules and the tests: a title that does not begin with rules in brackets, a group that does,
 * a rule that is defined twice, has no test or no definition.
 * @param {readonly Rule[]} rules
 * @param {readonly Title[]} titles
 * @returns {string[]} a line for each, with file and line
 */
export function compareRules(rules, titles) {
  /** @type {Set<string>} */
  const defined = new Set()
  /** @type {Set<string>} */
  const tested = new Set()
  /** @type {string[]} */
  const wrong = []
  for (const { id, line } of rules) {
    if (defined.has(id)) wrong.push(`SPEC.md:${line}: ${id} is defined twice`)
    defined.add(id)
  }
  for (const { file, line, kind, title } of titles) {
    const ids = idsOfTitle(title)
    if (ids.length > 0 !== (kind === 'test')) wrong.push(`${file}:${line}: ${styles[kind]}: ${title}`)
    else for (const id of ids) tested.add(id)
    const unknown = ids.filter((id) => !defined.has(id))
    if (kind === 'test' && unknown.length > 0)
      wrong.push(`${file}:${line}: SPEC.md does not have ${unknown.join(', ')}`)
  }
  for (const { id, line } of rules) if (!tested.has(id)) wrong.push(`SPEC.md:${line}: ${id} has no test`)
  return wrong
}

/** @param {string} title */
function idsOfTitle(title) {
  return idsIn(begins.exec(title)?.[1] ?? '') ?? []
}

/** What is asked of the title of each kind. */
const styles = {
  test: 'the title of a test begins with its rules, [AB1] or [AB1, AB2] or [AB1 to AB4]',
  group: 'the title of a describe names a thing, without a rule',
}
