import { createRandom } from '../random.ts'
import { type Anatomy, type Extent, emptyAnatomy, extentInNanometres } from './anatomy.ts'
import { fillWithAxons, growMyelinated, growSynapticAxons } from './axons.ts'
import { createClearance } from './clearance.ts'
import { growDendrites, growSomata, growSpines } from './dendrites.ts'

/** Grows the anatomy of the sample, the large parts first. */
export function growTissue(extent: Extent, seed: number): Anatomy {
  const nanometres = extentInNanometres(extent)
  const anatomy = emptyAnatomy()
  const clearance = createClearance(nanometres)
  growSomata(anatomy, clearance, nanometres, createRandom(seed, 'somata'))
  growMyelinated(anatomy, clearance, nanometres, createRandom(seed, 'myelin'))
  growDendrites(anatomy, clearance, nanometres, createRandom(seed, 'dendrites'))
  growSpines(anatomy, clearance, createRandom(seed, 'spines'))
  growSynapticAxons(anatomy, clearance, createRandom(seed, 'synaptic axons'))
  fillWithAxons(anatomy, clearance, nanometres, createRandom(seed, 'axons'))
  return anatomy
}
