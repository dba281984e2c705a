/** A scale bar: a round length and how long it is on screen. */
export interface ScaleBar {
  readonly lengthNm: number
  /** CSS pixels, at most the width that was asked for. */
  readonly pixels: number
  /** Such as '500 nm', '2 µm'. */
  readonly label: string
}

/** The longest of 1, 2, 5 x 10^n nanometres that is no wider than `maxPixels` at `nmPerPixel`; both above 0. */
export function scaleBar(nmPerPixel: number, maxPixels: number): ScaleBar {
  const most = nmPerPixel * maxPixels
  let exponent = Math.floor(Math.log10(most))
  // The logarithm may round to either side of a power of ten.
  if (powerOfTen(exponent) > most) exponent--
  if (powerOfTen(exponent + 1) <= most) exponent++
  const step = [5, 2, 1].find((digit) => digit * powerOfTen(exponent) <= most) ?? 1
  const lengthNm = step * powerOfTen(exponent)
  return { lengthNm, pixels: lengthNm / nmPerPixel, label: lengthLabel(step, exponent) }
}

const NANOMETRE = { name: 'nm', exponent: 0 }

/** The largest first. */
const UNITS = [{ name: 'm', exponent: 9 }, { name: 'mm', exponent: 6 }, { name: 'µm', exponent: 3 }, NANOMETRE]

function lengthLabel(step: number, exponent: number): string {
  const unit = UNITS.find((each) => each.exponent <= exponent) ?? NANOMETRE
  const digits = exponent - unit.exponent
  const value = digits >= 0 ? String(step * powerOfTen(digits)) : (step * powerOfTen(digits)).toFixed(-digits)
  return `${value} ${unit.name}`
}

/** Division keeps 10^-n the nearest double, which `10 ** -n` need not be. */
function powerOfTen(exponent: number): number {
  return exponent >= 0 ? 10 ** exponent : 1 / 10 ** -exponent
}
