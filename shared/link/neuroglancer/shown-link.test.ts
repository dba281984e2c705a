import { expect, it } from 'vitest'
import { shownLocation } from '../../bytes/shown-location.ts'
import { MIDDLEAUTH, PERCENT_ENCODED } from './testing/made-links.ts'
import { writeLayersAlone } from './write-link.ts'

it('[NG11] a link is shown by the addresses of its layers, without what may be a secret', () => {
  const layers = [
    { name: 'em', kind: 'image', source: 'precomputed://https://ada:pass@h/em?X-Signature=abc' },
    { name: 'seg', kind: 'segmentation', source: 'gs://b/seg' },
  ] as const
  const shown = 'Neuroglancer link: precomputed://https://h/em + gs://b/seg'
  expect(shownLocation(writeLayersAlone('Mine', layers))).toBe(shown)
  expect(shownLocation(MIDDLEAUTH)).toBe('Neuroglancer link: https://neuroglancer.example.org/')
  expect(shownLocation(PERCENT_ENCODED)).toMatch(/^Neuroglancer link: [^{?#]*$/)
  expect(shownLocation(`{"layers":${' '.repeat(1e6)}`)).toBe('Neuroglancer link')
})
