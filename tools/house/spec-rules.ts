import { type ESTree, parseSync, Visitor } from 'vite'

/** A rule of SPEC.md and the line that defines it. */
export interface Rule {
  readonly id: string
  readonly line: number
}

export interface Title {
  readonly file: string
  readonly line: number
  readonly title: string
  readonly kind: 'test' | 'group'
}

/** A title that begins with ids in brackets: `[SC5] `, `[SC5, SC6] `, `[VW1 to VW4] `. */
const begins = /^\[([^\]]+)\] \S/
const range = /^([A-Z]+)(\d+)(?: to \1(\d+))?$/

/**
 * The rules that SPEC.md defines: the first cell of each row of its tables that begin with `| rule |`.
 * @returns in order, one for each id, also of a row that defines `SC5, SC6` or `VW1 to VW4`
 * @throws {Error} when a row names what is no id
 */
export function readRules(markdown: string): readonly Rule[] {
  const rules: Rule[] = []
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

/** The ids in a text such as `SC5`, `SC5, SC6` or `VW1 to VW4`; undefined when some part of it is no id. */
function idsIn(cell: string): readonly string[] | undefined {
  const ids: string[] = []
  for (const part of cell.split(', ')) {
    const [, family, first, last = first] = range.exec(part) ?? []
    if (family === undefined) return undefined
    for (let at = Number(first); at <= Number(last); at++) ids.push(`${family}${at}`)
  }
  return ids
}

/**
 * The titles of the tests (`it`, `test`) and groups (`describe`) of a file. An expression in a template counts as `…`,
 * and anything that is no text as an empty title.
 * @param file its path from the checkout's folder
 */
export function readTitles(file: string, source: string): readonly Title[] {
  const titles: Title[] = []
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

/** What a called function makes: `it`, `test`, `it.each(rows)`, `describe`, `test.describe`, `describe.each(rows)`. */
function kindOf(callee: ESTree.Node): Title['kind'] | undefined {
  if (callee.type === 'Identifier') return kinds.get(callee.name)
  if (callee.type === 'MemberExpression') return isNamed(callee.property, 'describe') ? 'group' : undefined
  if (callee.type !== 'CallExpression' || callee.callee.type !== 'MemberExpression') return undefined
  return isNamed(callee.callee.property, 'each') ? kindOf(callee.callee.object) : undefined
}

const kinds: ReadonlyMap<string, Title['kind']> = new Map([
  ['it', 'test'],
  ['test', 'test'],
  ['describe', 'group'],
])

function isNamed(node: ESTree.Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

function textOf(node: ESTree.Node): string {
  if (node.type === 'Literal') return String(node.value)
  return node.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked).join('…') : ''
}

/**
 * Finds contradictions between the rules and the tests: a test whose title does not begin with rules in brackets, a group
 * whose title does, and a rule that is defined twice, has no test or has no definition.
 * @returns a line for each, with file and line
 */
export function compareRules(rules: readonly Rule[], titles: readonly Title[]): readonly string[] {
  const defined = new Set<string>()
  const tested = new Set<string>()
  const wrong: string[] = []
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

function idsOfTitle(title: string): readonly string[] {
  return idsIn(begins.exec(title)?.[1] ?? '') ?? []
}

/** The rule for titles of each kind. */
const styles = {
  test: 'the title of a test begins with its rules, [AB1] or [AB1, AB2] or [AB1 to AB4]',
  group: 'the title of a describe names a thing, without a rule',
}
