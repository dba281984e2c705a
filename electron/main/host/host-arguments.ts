import { isAbsolute } from 'node:path'
import * as v from 'valibot'
import { readFileKey } from '../../../shared/bytes/key.ts'
import { type HostApi, type HostCall, LOCATION_CHARACTERS_MAX } from '../../../shared/contracts/host-api.ts'
import type { Result } from '../../../shared/problem.ts'

/** Locations in one dataset: one a layer, and no screen lists more layers. */
export const LOCATIONS_MAX = 64
/** Keys by which folders are known: a few for each format. */
const MARKS_MAX = 64
/** Ports in one request: one a decode worker and one for the page, on any machine. */
export const BYTE_PORTS_MAX = 64
/** Characters put on the clipboard at once: a list of 50,000 segment ids. */
const COPIED_CHARACTERS_MAX = 1_000_000
/** Characters saved to a file at once: a log of a million edits. */
const SAVED_CHARACTERS_MAX = 2 ** 28
/** Bytes saved to a file at once: meshes of some 16 million triangles as text. */
const SAVED_BYTES_MAX = 2 ** 26
/** Characters of a name, a source id, a time or a URL of our documentation. */
const SHORT_CHARACTERS_MAX = 2048

/** Characters of a token that a person pastes; ours have under 100. */
export const TOKEN_CHARACTERS_MAX = 1024

/** The arguments of a call as its contract has them. */
export type HostArguments<Call extends HostCall> = Parameters<HostApi[Call]>

const text = (charactersMax: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(charactersMax), v.excludes('\0'))
const short = text(SHORT_CHARACTERS_MAX)
const location = text(LOCATION_CHARACTERS_MAX)
const locations = v.pipe(v.array(location), v.nonEmpty(), v.maxLength(LOCATIONS_MAX))
const marks = v.pipe(
  v.array(
    v.pipe(
      short,
      v.check((key) => readFileKey(key, 0).ok),
    ),
  ),
  v.maxLength(MARKS_MAX),
)
const portCount = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(BYTE_PORTS_MAX))
const outcome = v.variant('kind', [
  v.object({ kind: v.literal('complete') }),
  v.object({
    kind: v.literal('failed'),
    reason: v.pipe(
      v.string(),
      v.transform((reason) => reason.slice(0, SHORT_CHARACTERS_MAX)),
    ),
  }),
])

/** A recent dataset out of a call or a file. Fields beyond the known ones are left out. */
export const recentDataset = v.object({
  name: short,
  locations,
  openedAt: v.pipe(
    short,
    v.check((time) => !Number.isNaN(Date.parse(time))),
  ),
})

const absolutePath = v.pipe(location, v.check(isAbsolute))
const voxelLength = v.pipe(v.number(), v.finite(), v.gtValue(0))

const importRequest = v.strictObject({
  out: absolutePath,
  image: v.optional(absolutePath),
  labels: v.optional(absolutePath),
  voxelSize: v.optional(v.strictTuple([voxelLength, voxelLength, voxelLength])),
})

/** One parser a call: what the page sent is unknown until it has been through here. */
export const parseHostArguments: {
  readonly [Call in HostCall]: (args: readonly unknown[]) => Result<HostArguments<Call>>
} = {
  startUp: taking('startUp', 'no argument', []),
  chooseFolder: taking('chooseFolder', 'no argument', []),
  chooseFile: taking('chooseFile', 'no argument', []),
  makeSample: taking('makeSample', 'no argument', []),
  cancelSample: taking('cancelSample', 'no argument', []),
  beginImport: taking('beginImport', 'the folders and files of an import', [importRequest]),
  stopImport: taking('stopImport', 'no argument', []),
  showUpdates: taking('showUpdates', 'no argument', []),
  recentDatasets: taking('recentDatasets', 'no argument', []),
  requestJournalPort: taking('requestJournalPort', 'no argument', []),
  requestTransportPort: taking('requestTransportPort', 'no argument', []),
  connectStore: taking('connectStore', `an address and a token of at most ${TOKEN_CHARACTERS_MAX} characters`, [
    short,
    text(TOKEN_CHARACTERS_MAX),
  ]),
  storeSession: taking('storeSession', 'the address of a store', [short]),
  forgetStore: taking('forgetStore', 'the address of a store', [short]),
  openSource: taking('openSource', 'a folder or a URL', [location]),
  openBelow: taking('openBelow', 'a source id and a folder', [short, location]),
  openInstead: taking('openInstead', 'a source id and keys', [short, marks]),
  closeSource: taking('closeSource', 'a source id', [short]),
  openExternal: taking('openExternal', 'a URL', [short]),
  copyText: taking('copyText', `a text of at most ${COPIED_CHARACTERS_MAX} characters`, [
    v.union([v.literal(''), text(COPIED_CHARACTERS_MAX)]),
  ]),
  saveText: taking('saveText', `a name and a text of at most ${SAVED_CHARACTERS_MAX} characters`, [
    short,
    v.pipe(v.string(), v.maxLength(SAVED_CHARACTERS_MAX)),
  ]),
  beginSave: taking('beginSave', 'the name of a file', [short]),
  endSave: taking('endSave', 'the id of a save', [short]),
  cancelSave: taking('cancelSave', 'the id of a save', [short]),
  writeSave: taking('writeSave', `the id of a save and at most ${SAVED_BYTES_MAX} bytes`, [
    short,
    v.pipe(
      v.instance(Uint8Array),
      v.check(({ length }) => length <= SAVED_BYTES_MAX),
    ),
  ]),
  requestBytePorts: taking('requestBytePorts', `a whole number from 1 to ${BYTE_PORTS_MAX}`, [portCount]),
  rememberDataset: taking('rememberDataset', 'a dataset with a name, locations and a time', [recentDataset]),
  forgetDataset: taking('forgetDataset', `1 to ${LOCATIONS_MAX} locations`, [locations]),
  reportView: taking('reportView', 'an outcome that is complete or failed', [outcome]),
}

/** Takes exactly these arguments; a refusal names the call and says what it expects. */
function taking<const Schemas extends v.TupleItems>(call: HostCall, expected: string, schemas: Schemas) {
  const schema = v.strictTuple(schemas)
  return (args: readonly unknown[]): Result<v.InferOutput<typeof schema>> => {
    const parsed = v.safeParse(schema, args, { abortEarly: true })
    if (parsed.success) return { ok: true, value: parsed.output }
    return { ok: false, problem: { kind: 'bad-description', message: `${call} expects ${expected}`, field: call } }
  }
}
