import { posix } from 'node:path'

/** A file of this many lines holds more than one idea. */
export const maxLines = 400

/** A pattern that must not occur in the files that the rule applies to. */
interface TextRule {
  readonly reason: string
  readonly pattern: RegExp
  readonly applies: (file: string) => boolean
}

const isCode = (file: string) => /\.(tsx?|[cm]js)$/.test(file)
const isTest = (file: string) => /\.(test|spec)\.tsx?$/.test(file) || file.startsWith('e2e/')
const isPure = (file: string) => file.startsWith('shared/') && isCode(file) && !isTest(file)

// The patterns are written so that this file does not match them itself.

const textRules: readonly TextRule[] = [
  {
    reason: 'checks are not switched off',
    pattern: /@ts-(?:ignore|expect-error|nocheck)|(?:biome|prettier|knip)-ignore|(?:eslint|oxlint)-disable/,
    applies: isCode,
  },
  {
    reason: 'every test runs, and all of it',
    pattern: /\b(?:it|test|describe|bench)(?:\.each\(.*\))?\.(?:only|skip|todo|fixme|fails|skipIf|runIf)\b/,
    applies: isTest,
  },
  { reason: 'a test waits for what it expects, never for a time', pattern: /waitFor[T]imeout/, applies: isCode },
  { reason: 'a test has a seed', pattern: /Math\.random\(/, applies: isTest },
  {
    reason: 'shared/ is given its clock, its randomness and its ids',
    pattern:
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\b(?:set|clear)(?:Timeout|Interval)\b|\brandomUUID\b|\bgetRandomValues\b|\bqueueMicrotask\b/,
    applies: isPure,
  },
  {
    reason: 'a path of one machine',
    pattern: /(?<![\w.-])\/(?:work|tmp|root|home\/\w+)(?:\/|\b(?![\w.-]))|\.[l]ibrary\b/,
    applies: (file) => file !== 'package-lock.json',
  },
  {
    reason: "a registry is for npm's own settings to name",
    pattern: /registry\.[n]pmjs|"[r]esolved":/,
    applies: () => true,
  },
  {
    reason: 'data that is not in the project: tests read fixtures/',
    pattern: /\.\.\/shared\/[d]ata\b|'shared', '[d]ata'/,
    applies: () => true,
  },
  {
    reason: 'a document that is not in the project: cite a rule, a public specification, or the fact',
    pattern: /\b(?:design|formats|libraries|peers|backends|scenarios|style|issue) ?#?[0-9]{1,2}(?:\.[0-9]+)?\b/,
    applies: (file) => file !== 'package-lock.json',
  },
]

/** Paths of public specifications within Neuroglancer's repository. */
const publicDocument = /^(?:datasource|sliceview)\//

/**
 * What is untidy in a file.
 * @param file its path from the checkout's folder
 * @param project the paths of all files of the project
 * @returns one line for each rule broken, with the line's number where there is one
 */
export function findUntidy(file: string, text: string, project: ReadonlySet<string>): readonly string[] {
  const lines = text.split('\n')
  const found = textRules
    .filter(({ applies }) => applies(file))
    .flatMap(({ pattern, reason }) =>
      lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${reason}`] : [])),
    )
  if (isCode(file) && lines.length > maxLines) found.push(`${file}: ${lines.length} lines, over ${maxLines}`)
  return [...found, ...findAbsentDocuments(file, lines, project)]
}

/**
 * Finds documents that comments and Markdown name but that do not exist. A name that ends as Markdown files do must be a
 * path from the checkout's folder or from the file's own folder. Addresses of other sites are not checked.
 */
function findAbsentDocuments(file: string, lines: readonly string[], project: ReadonlySet<string>): readonly string[] {
  const folder = posix.dirname(file)
  const isHere = (name: string) =>
    publicDocument.test(name) || project.has(name) || project.has(posix.join(folder, name))
  const isSaid = (line: string) => !isCode(file) || /^\s*(?:\/?\*|\/\/)|\s\/\/\s/.test(line)
  return lines.flatMap((line, index) =>
    [...(isSaid(line) ? line : '').replaceAll(/\bhttps?:\/\/\S+/g, '').matchAll(/[\w./-]+\.md\b/g)]
      .filter(([name]) => !isHere(name))
      .map(([name]) => `${file}:${index + 1}: ${name}, a document that is not in the project`),
  )
}
