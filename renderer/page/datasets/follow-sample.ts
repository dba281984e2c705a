import type { SampleState } from '../../../shared/contracts/host-api.ts'
import type { LiveView } from '../view/live-view.ts'
import { notify } from '../view/recipes.ts'
import type { DatasetSession } from './dataset-session.ts'

/**
 * Takes each new state of the sample. Once the sample is made it is opened, or a notice says so where something else
 * was opened meanwhile.
 */
export function followSample(view: LiveView, { open }: Pick<DatasetSession, 'open'>): (sample: SampleState) => void {
  return (sample) => {
    const { sample: before, dataset, opening } = view.getState()
    view.setState({ sample })
    if (sample.kind !== 'made' || before.kind !== 'making') return
    if (dataset === null && opening === null) void open([sample.location])
    else view.setState(notify('The sample volume is made'))
  }
}
