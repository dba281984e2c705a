const UNITS = [
  ['mm', 1e6],
  ['µm', 1e3],
] as const

/** A length for a sentence, in two figures or whole nanometres: "340 nm", "2.8 µm", "14 µm", "1.2 mm". */
export function lengthInWords(nm: number): string {
  for (const [unit, size] of UNITS) {
    const value = nm / size
    // What would be rounded up to 1 of this unit is shown in it.
    if (Math.round(nm) < size) continue
    return `${value < 9.95 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ${unit}`
  }
  return `${Math.round(nm)} nm`
}
