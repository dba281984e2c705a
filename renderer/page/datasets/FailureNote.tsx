import { useHover, useView } from '../app-context.ts'
import { describeRetry } from '../frame/status-words.ts'

/** Why the chunk under the cursor is hatched, in full, at the foot of the panels. */
export function FailureNote() {
  const { layers, panel } = useHover()
  const all = useView((state) => state.dataset?.layers)
  const failures = layers.flatMap(({ layerId, value }) =>
    value.kind === 'failed' ? [{ layerId, problem: value.problem, retry: describeRetry(value.retryInMs) }] : [],
  )
  if (panel === null || failures.length === 0) return null
  return (
    <div className="failure-note" role="status">
      {failures.map(({ layerId, problem, retry }) => (
        <p key={layerId}>
          <strong>{all?.find((layer) => layer.id === layerId)?.name}</strong> {problem.message};{' '}
          <span className="number">{retry}</span>.
        </p>
      ))}
    </div>
  )
}
