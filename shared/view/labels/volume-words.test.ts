import { expect, it } from 'vitest'
import { volumeInWords } from './volume-words.ts'

it('[FP7] a volume in a sentence has two figures, in cubic micrometres', () => {
  const volumes = [1, 400, 182_000, 470_000, 3_890_000, 4_000_000, 484_000_000]
  expect(volumes.map((voxels) => volumeInWords(voxels, [8, 8, 40]))).toEqual([
    ...['under 0.001 µm³', '0.0010 µm³', '0.47 µm³', '1.2 µm³', '10 µm³', '10 µm³', '1,239 µm³'],
  ])
})
