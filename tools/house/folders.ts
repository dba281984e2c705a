import { posix } from 'node:path'

/** Product files that a newcomer can take in side by side. */
export const maxFilesInFolder = 20

const isCode = (file: string) => /\.(tsx?|[cm]js)$/.test(file)
/** Code that is neither a test nor a rig. */
export const isProduct = (file: string) =>
  isCode(file) && !/\.test\.tsx?$/.test(file) && !/(^|\/)testing\//.test(file) && !/^(e2e|bench|fixtures)\//.test(file)

/** Folders that hold more product files than that, as one line each. */
export function findCrowded(files: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const file of files.filter(isProduct)) {
    const folder = posix.dirname(file)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count > maxFilesInFolder)
    .map(([folder, count]) => `${folder}: ${count} files, over ${maxFilesInFolder}`)
}

/**
 * The folders of a tree as ARCHITECTURE.md draws it: two spaces a level, names that end in a slash, several on a line.
 * @returns paths from the project's folder, without a slash at their end
 */
export function readTree(markdown: string): readonly string[] {
  const block = /```\n([\s\S]*?)```/.exec(markdown)?.[1] ?? ''
  const above: string[] = []
  return block.split('\n').flatMap((line) => {
    const names = /^ *((?:[\w-]+\/ +)*[\w-]+\/)(?: |$)/.exec(line)?.[1]
    if (names === undefined) return []
    const level = (line.length - line.trimStart().length) / 2
    const paths = names.split(/ +/).map((name) => [...above.slice(0, level), name.slice(0, -1)].join('/'))
    above[level] = names.split(/ +/).at(-1)!.slice(0, -1)
    return paths
  })
}

/** What a tree says and the project does not have, and folders of two levels that hold code and are not in the tree. */
export function compareTree(tree: readonly string[], files: readonly string[]): readonly string[] {
  const named = new Set(tree)
  const folders = new Set(files.flatMap(foldersOf))
  const code = files
    .filter(isProduct)
    .flatMap((file) => foldersOf(file).filter((folder) => folder.split('/').length <= 2))
  return [
    ...tree.filter((folder) => !folders.has(folder)).map((folder) => `${folder}/ is in the tree, and nowhere else`),
    ...[...new Set(code)].filter((folder) => !named.has(folder)).map((folder) => `${folder}/ is not in the tree`),
  ]
}

/** Paths between backticks that a document names and the project does not have. */
export function findAbsentPaths(markdown: string, files: readonly string[]): readonly string[] {
  const known = new Set(files.flatMap((file) => [file, ...foldersOf(file).flatMap((folder) => [folder, `${folder}/`])]))
  const named = [...markdown.matchAll(/`((?:electron|renderer|shared|server|tools|scripts|packaging)\/[\w./-]+)`/g)]
  return named.flatMap(([, path]) => (path === undefined || known.has(path) ? [] : [path]))
}

function foldersOf(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1)
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}
