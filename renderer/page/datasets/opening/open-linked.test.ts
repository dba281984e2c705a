import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../../shared/problem.ts'
import type { Dataset } from '../../view/view-state.ts'
import { firstView } from '../first-view.ts'
import { openDataset } from './dataset-open.ts'
import { info, world } from './testing/folder-world.ts'

const EM = 'https://h/fib/em'
const SEG = 'https://h/fib/seg'
const FOLDERS = { [EM]: { info: info('image') }, [SEG]: { info: info('segmentation') } }

const em = { type: 'image', name: 'tissue', source: EM }
const seg = { type: 'segmentation', name: 'cells', source: SEG, segments: ['15', '864691135939395893'] }
const place = {
  dimensions: { x: [4e-9, 'm'], y: [4e-9, 'm'], z: [4e-8, 'm'] },
  position: [100, 50, 10],
  crossSectionScale: 2,
}

const linkOf = (state: object) => `https://neuroglancer.example.org/#!${encodeURIComponent(JSON.stringify(state))}`

interface World {
  readonly folders?: Record<string, Record<string, string>>
  readonly read?: () => Promise<never>
}

async function opening(location: string, { folders = FOLDERS, read }: World = {}) {
  const { services, open } = world(folders)
  const signal = new AbortController().signal
  const given = read ? { ...services, read } : services
  return { result: await openDataset([location], given, { signal, onStep: () => {} }), open }
}

async function opened(location: string, more: World = {}): Promise<Dataset> {
  const { result } = await opening(location, more)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

async function refusal(location: string, more: World = {}): Promise<string> {
  const { result, open } = await opening(location, more)
  expect(open.size, 'every source is closed again').toBe(0)
  return result.ok ? 'it opened' : result.problem.message
}

const sentences = ({ link }: Dataset) => link?.leftOut.map(({ sentence }) => sentence)

describe('a Neuroglancer link', () => {
  it('[NG7] opens its layers under their names, and its view', async () => {
    const dataset = await opened(
      linkOf({ ...place, layers: [seg, { ...em, opacity: 0.5, visible: false }], layout: 'xz' }),
    )
    expect(dataset.name).toBe('fib')
    expect(dataset.layers.map(({ name, view }) => [name, view.visible])).toEqual([
      ['tissue', false],
      ['cells', true],
    ])
    expect(dataset.layers[0]?.view).toMatchObject({ opacity: 0.5 })
    expect(dataset.link).toMatchObject({ layerCount: 2, openedCount: 2, leftOut: [], isView: true })
    const view = firstView(dataset.layers, { width: 100, height: 100 }, undefined, {}, dataset.link)
    expect(view.camera).toEqual({ position: [400, 200, 400], nmPerPixel: 8, orientation: [0, 0, 0, 1] })
    expect(view).toMatchObject({ layout: 'xz', crosshair: true, maximised: null, current: 1 })
    expect(view.selection.map(({ id, layerId }) => [id, layerId])).toEqual([
      [15n, SEG],
      [864691135939395893n, SEG],
    ])
    const asked = firstView(dataset.layers, { width: 100, height: 100 }, undefined, { nmPerPixel: 3 }, dataset.link)
    expect(asked.camera).toMatchObject({ position: [400, 200, 400], nmPerPixel: 3 })
  })

  it('[NG7] what does not open is listed with its reason, and the rest opens', async () => {
    const layers = [
      em,
      { ...seg, source: 'graphene://https://h/x' },
      { type: 'mesh', name: 'outline', source: 'obj://h' },
    ]
    const dataset = await opened(linkOf({ ...place, layers }))
    expect(dataset.link).toMatchObject({ layerCount: 3, openedCount: 1 })
    expect(sentences(dataset)).toEqual([
      'Layer "outline" is of the type "mesh", which Skein does not show',
      'Layer "cells": There is no such folder',
    ])
  })

  it('[NG7] of several sources of a layer the first that holds a volume is shown', async () => {
    const dataset = await opened(linkOf({ layers: [{ ...seg, source: ['https://h/fib/mesh', { url: SEG }] }] }))
    expect(dataset.layers.map(({ location }) => location)).toEqual([SEG])
    expect(sentences(dataset)).toEqual([])
  })

  it('[NG7] a layer that is something else than the link says is listed as such', async () => {
    const source = { url: EM, transform: { outputDimensions: { x: [4e-9, 'm'], y: [4e-9, 'm'], z: [4e-8, 'm'] } } }
    const dataset = await opened(linkOf({ layers: [{ ...seg, source }] }))
    expect(sentences(dataset)).toEqual([
      'Layer "cells" is called segmentation, but its volume says it is image',
      'Layer "cells" is given voxels of 4 × 4 × 40 nm, but those of its volume have 8 × 8 × 40 nm',
    ])
    expect(dataset.link?.selection).toEqual([])
  })

  it('[NG7] of a volume with channels the one that is named; a place on an axis that no layer has is listed', async () => {
    const rgb = JSON.stringify({ ...JSON.parse(info('image')), num_channels: 3 })
    const folders = { ...FOLDERS, 'https://h/rgb': { info: rgb } }
    const layer = { ...em, source: 'https://h/rgb', shaderControls: { normalized: { range: [1, 9], channel: [2] } } }
    const dimensions = { ...place.dimensions, t: [1, 's'] }
    const dataset = await opened(linkOf({ dimensions, position: [1, 2, 3, 4], layers: [layer] }), { folders })
    expect(dataset.layers.map(({ name, described }) => [name, described.at])).toEqual([['tissue', [2]]])
    expect(dataset.layers[0]?.view).toMatchObject({ black: 1, white: 9, colour: undefined })
    expect(sentences(dataset)).toEqual(['The place of the view on the axis t is not used'])
    const all = await opened(linkOf({ layers: [{ ...em, source: 'https://h/rgb' }] }), { folders })
    expect(all.layers).toHaveLength(3)
  })

  it('[NG7] where nothing opens, the link is refused with the reasons, and every source is closed', async () => {
    expect(await refusal(linkOf({ layers: [{ ...em, source: 'https://h/none' }] }))).toBe(
      'The one layer of the Neuroglancer link was not opened. Layer "tissue": There is no such folder',
    )
    const annotations = { type: 'annotation', name: 'points', source: 'local://annotations' }
    expect(await refusal(linkOf({ layers: [annotations, { ...annotations, name: 'lines' }] }))).toBe(
      'None of the 2 layers of the Neuroglancer link was opened. Layer "points" has no annotations; Layer "lines" has no annotations',
    )
    expect(await refusal(linkOf({ layers: [] }))).toBe('The Neuroglancer link has no layers')
    expect(await refusal('https://h/#!{')).toMatch(/^The Neuroglancer link holds a view that is not JSON/)
  })

  it('[NG7] opens again by its layers alone, as the view was left', async () => {
    const dataset = await opened(linkOf({ ...place, title: 'Mine', layers: [seg, em] }))
    const again = await opened(dataset.locations[0] ?? '')
    expect(dataset.locations).toHaveLength(1)
    expect(again.locations).toEqual(dataset.locations)
    expect([again.name, again.link?.isView]).toEqual(['Mine', false])
    expect(again.layers.map(({ id, name }) => [id, name])).toEqual(dataset.layers.map(({ id, name }) => [id, name]))
    const many = Array.from({ length: 60 }, (_, i) => ({ ...em, name: `a rather long name of a layer, number ${i}` }))
    expect((await opened(linkOf({ layers: many }))).locations).toEqual(many.map(() => EM))
  })

  it('[NG8] names no folder of this machine; a file of a view on this machine may, where the person allows it', async () => {
    const local = { ...FOLDERS, '/allowed/em': { info: info('image') }, '/other/em': { info: info('image') } }
    const layers = [em, { ...em, name: 'here', source: 'precomputed:///allowed/em' }]
    const plain = { ...em, name: 'here', source: '/allowed/em' }
    const refused = await opened(linkOf({ layers }), { folders: local })
    expect(sentences(refused)).toEqual([
      'Layer "here": precomputed:///allowed/em is a folder of this machine, which was not allowed',
    ])
    const stateOf = (list: readonly object[]) => ({
      ...local,
      '/d': { 'state.json': JSON.stringify({ ...place, layers: list }) },
    })
    const allowed = await opened('/d/state.json', { folders: stateOf([em, plain]) })
    expect(allowed.layers.map(({ location }) => location)).toEqual([EM, '/allowed/em'])
    const notAllowed = await opened('/d/state.json', { folders: stateOf([em, { ...plain, source: '/other/em' }]) })
    expect(notAllowed.layers.map(({ location }) => location)).toEqual([EM])
  })

  it('[NG10] a view that lies in a file elsewhere is read from there, a login that is missing is named', async () => {
    // The id as a number, which stays exact.
    const id = '864691135939395893'
    const state = JSON.stringify({ ...place, layers: [{ ...seg, segments: [id] }] }).replace(`"${id}"`, id)
    const folders = {
      ...FOLDERS,
      'middleauth+https://s/nglstate/api/v1': { '54 43': state },
      'gs://b/states': { 'one.json': state },
    }
    for (const address of ['middleauth+https://s/nglstate/api/v1/54%2043', 'gs://b/states/one.json']) {
      const dataset = await opened(`https://neuroglancer.example.org/#!${address}`, { folders })
      expect(dataset.link).toMatchObject({ isView: true, selection: [{ id: 864691135939395893n }] })
    }
    const link = 'https://n.example.org/#!middleauth+https://s/nglstate/api/v1/5443'
    expect(await refusal(link, { folders })).toBe('There is no view at middleauth+https://s/nglstate/api/v1/5443')
    const read = () =>
      Promise.reject(new ProblemError({ kind: 'forbidden', message: 'No login was found', status: 401 }))
    expect(await refusal(link, { folders, read })).toBe('The view of the link needs a login at s. No login was found')
  })
})
