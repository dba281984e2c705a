import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { node, root, run, SetUpError } from './process.mjs'

const sampleFolder = path.join(root, 'sample')

/** The sample's dataset file, written last by its maker: where it is, the sample is whole. */
export const sampleFile = path.join(sampleFolder, 'skein.json')

/** The version of what make-sample makes; it rises with every change of that. */
const versionFile = path.join(root, 'tools', 'neuropil', 'sample-version.json')

/**
 * Makes the sample volume when there is none, or one by another version of its maker, which shows a progress bar. The
 * earlier sample is replaced when the new one is whole; edits of it stay in their log, under the id of its dataset.
 */
export async function ensureSample() {
  const [made, wanted] = await Promise.all([readText(sampleFile), readText(versionFile)])
  if (isSampleOf(made, wanted)) return
  if (made !== '') console.error('The sample volume is of an earlier version and is made anew.')
  const { code } = await run(node, [path.join(root, 'tools', 'make-sample.ts'), sampleFolder])
  if (code !== 0) throw new SetUpError('The sample volume could not be made.')
}

/**
 * Whether a sample's dataset file says the version that is made now.
 * @param {string} made text of the sample's dataset file; empty where there is none
 * @param {string} wanted text of sample-version.json
 */
export function isSampleOf(made, wanted) {
  try {
    const { version } = JSON.parse(wanted)
    return typeof version === 'number' && JSON.parse(made).sample?.version === version
  } catch {
    return false
  }
}

/** @param {string} file */
function readText(file) {
  return readFile(file, 'utf8').catch(() => '')
}
