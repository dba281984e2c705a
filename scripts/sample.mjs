import { existsSync } from 'node:fs'
import path from 'node:path'
import { node, root, run, SetUpError } from './process.mjs'

const sampleFolder = path.join(root, 'sample')

/** The sample's dataset file, written last by its maker: where it is, the sample is whole. */
export const sampleFile = path.join(sampleFolder, 'skein.json')

/** Makes the sample volume when there is none; its maker shows a progress bar. */
export async function ensureSample() {
  if (existsSync(sampleFile)) return
  const { code } = await run(node, [path.join(root, 'tools', 'make-sample.ts'), sampleFolder])
  if (code !== 0) throw new SetUpError('The sample volume could not be made.')
}
