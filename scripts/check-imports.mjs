import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { readEdges } from './import-graph.mjs'
import { findViolations } from './import-rules.mjs'
import { root, runMain } from './process.mjs'
import { listProjectFiles } from './source-files.mjs'

async function checkImports() {
  const files = (await listProjectFiles()).filter((file) => /\.(tsx?|mjs)$/.test(file))
  const edges = []
  for (const file of files) edges.push(...readEdges(file, await readFile(path.join(root, file), 'utf8')))
  const violations = findViolations(edges, new Set(files))
  for (const violation of violations) console.log(violation)
  console.log(`${files.length} files, ${edges.length} imports, ${violations.length} against the rules`)
  return violations.length === 0 ? 0 : 1
}

await runMain(checkImports)
