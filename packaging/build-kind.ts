/** How a build calls itself, everywhere it shows itself. */
export interface BuildKind {
  /** Of the Debian package, the command and the executable. */
  readonly name: string
  readonly productName: string
  /** Semantic version. */
  readonly version: string
  /** A build for trying out: its Electron is not the official one, so it is marked in all three names. */
  readonly isTest: boolean
}

/**
 * @param version of package.json
 * @param standIn version of the Electron that stands in for the official one, such as `25.1.1`; undefined for a build that
 *   people get. A test build is a pre-release, so that every other build replaces it.
 */
export function buildKind(version: string, standIn: string | undefined): BuildKind {
  if (standIn === undefined) return { name: 'skein', productName: 'Skein', version, isTest: false }
  const [major] = standIn.split('.')
  return {
    name: 'skein-test',
    productName: 'Skein Test',
    version: `${version}-test.electron${major}`,
    isTest: true,
  }
}

/** The mark of a test build in the packaged package.json, by which the app knows itself. */
export const TEST_MARK = 'test'
