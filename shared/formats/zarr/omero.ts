import { isRecord } from '../../json-field.ts'
import type { Channel } from '../volume-format.ts'
import { membersOf } from './attributes.ts'

/** The most channels that are looked at. */
const MAX_CHANNELS = 4096

/**
 * What `omero` says of the channels (OME-Zarr 0.4, "omero" metadata). It is only about looks, and programs write it in many
 * ways: what does not fit is left out.
 */
export function readChannels(omero: unknown): readonly Channel[] {
  const { channels } = membersOf(omero)
  const listed: readonly unknown[] = Array.isArray(channels) ? channels.slice(0, MAX_CHANNELS) : []
  return listed.map((entry, at) => {
    const { label, color, window, active } = membersOf(entry)
    return {
      name: typeof label === 'string' && label !== '' ? label : `Channel ${at + 1}`,
      colour: colourOf(color),
      window: windowOf(window),
      ...(active === false ? { isHidden: true } : {}),
    }
  })
}

function colourOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const digits = value.replace(/^#/, '')
  return /^[0-9a-f]{6}([0-9a-f]{2})?$/i.test(digits) ? `#${digits.slice(0, 6).toLowerCase()}` : undefined
}

function windowOf(value: unknown): Channel['window'] {
  if (!isRecord(value)) return undefined
  const { start, end } = value
  if (typeof start !== 'number' || typeof end !== 'number') return undefined
  return Number.isFinite(start) && Number.isFinite(end) && start < end ? [start, end] : undefined
}
