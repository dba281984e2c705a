import { type Field, isRecord, member, numberOf, refuse } from '../../json-field.ts'
import { counted, type LeftOutList, namesInWords } from './left-out.ts'
import type { LinkedLook } from './linked-view.ts'
import { readShader } from './read-shader.ts'

/** Selected segments of one layer; more cannot be told apart by colour, nor kept with a view. */
const SEGMENTS_MAX = 2000

/** What Neuroglancer gives an image that lies over another one and says nothing. */
const OVERLAY_OPACITY = 0.5

/** The largest unsigned 64-bit id has 20 digits. */
const ID = /^[0-9]{1,20}$/
const ID_MAX = 2n ** 64n - 1n

/** Reads how a layer looks. `isOverlay`: it is an image over another image. */
export function readLook(field: Field, label: string, isOverlay: boolean, leftOut: LeftOutList): LinkedLook {
  const part = (name: string) => {
    const one = member(field, name)
    return one.value === undefined || one.value === null ? undefined : leftOut.attempt(() => partOf(one))
  }
  listGroups(member(field, 'equivalences').value, label, leftOut)
  const seed = member(field, 'colorSeed').value
  return {
    opacity: part('opacity') ?? (isOverlay ? OVERLAY_OPACITY : undefined),
    ...shaderOf(field, label, leftOut),
    adds: blendOf(member(field, 'blend').value),
    selectedOpacity: part('selectedAlpha'),
    otherOpacity: part('notSelectedAlpha'),
    showsAllWhenNoneSelected: member(field, 'ignoreNullVisibleSet').value !== false,
    colourSeed: typeof seed === 'number' && Number.isInteger(seed) ? seed >>> 0 : undefined,
    segments: segmentsOf(field, label, leftOut),
  }
}

/** 0 to 1. */
function partOf(field: Field): number {
  const value = numberOf(field)
  return value >= 0 && value <= 1 ? value : refuse(field, `must be a number from 0 to 1, but is ${value}`)
}

function blendOf(value: unknown): boolean | undefined {
  return value === 'additive' || value === 'default' ? value === 'additive' : undefined
}

function shaderOf(
  field: Field,
  label: string,
  leftOut: LeftOutList,
): Pick<LinkedLook, 'contrast' | 'colour' | 'channel'> {
  const shader = member(field, 'shader').value
  const { isPlain, ...read } = readShader(
    typeof shader === 'string' ? shader : undefined,
    member(field, 'shaderControls').value,
  )
  if (isPlain) return read
  const { contrast } = read
  const taken = contrast ? `; its range of ${contrast.black} to ${contrast.white} is` : ''
  leftOut.add('part', `${label}: its shader code is not used${taken}`)
  return read
}

function listGroups(value: unknown, label: string, leftOut: LeftOutList): void {
  const count = Array.isArray(value) ? value.length : isRecord(value) ? Object.keys(value).length : 0
  if (count === 0) return
  const groups = counted(count, 'group')
  leftOut.add('part', `${label}: its equivalences (${groups} of segments shown as one) are not applied`)
}

/** `id` is selected; `!id` is listed in Neuroglancer and not shown. */
function segmentsOf(field: Field, label: string, leftOut: LeftOutList): readonly bigint[] {
  const { value } = member(field, 'segments')
  if (!Array.isArray(value)) return []
  const ids = new Set<bigint>()
  const unread: string[] = []
  let hidden = 0
  let beyond = 0
  for (const one of value) {
    const text = typeof one === 'number' ? exactDigits(one) : typeof one === 'string' ? one.trim() : ''
    if (text.startsWith('!')) {
      hidden++
      continue
    }
    const id = ID.test(text) ? BigInt(text) : undefined
    if (id === undefined || id > ID_MAX || id === 0n) unread.push(typeof one === 'string' ? one : String(one))
    else if (ids.size < SEGMENTS_MAX) ids.add(id)
    else if (!ids.has(id)) beyond++
  }
  if (hidden > 0)
    leftOut.add('part', `${label}: ${counted(hidden, 'segment')} listed but hidden there, not selected here`)
  if (unread.length > 0) leftOut.add('part', `${label}: not read as ids of segments: ${namesInWords(unread)}`)
  if (beyond > 0)
    leftOut.add('part', `${label}: ${counted(beyond, 'segment')} after the first ${SEGMENTS_MAX} are not selected`)
  return [...ids]
}

/** JSON numbers are exact up to 2^53; a larger one may be another id than was written. */
function exactDigits(value: number): string {
  return Number.isSafeInteger(value) && value >= 0 ? String(value) : `${value} (a number beyond 2^53)`
}
