/** Cubic nanometres in a cubic micrometre. */
const NM3 = 1e9

/** A volume in two figures, or whole cubic micrometres from 10 on: "0.47 µm³", "1.2 µm³", "1,240 µm³". */
export function volumeInWords(voxels: number, [x, y, z]: readonly [number, number, number]): string {
  const volume = (voxels * x * y * z) / NM3
  if (volume >= 9.95) return `${Math.round(volume).toLocaleString('en')} µm³`
  return `${volume < 0.001 ? 'under 0.001' : volume.toPrecision(2)} µm³`
}
