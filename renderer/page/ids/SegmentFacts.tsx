import type { SegmentProperties } from '../../../shared/formats/segment-properties.ts'
import { useProperties, useView } from '../app-context.ts'
import type { SelectedSegment } from '../view/view-state.ts'

/** The row of a selected segment: of its id, or else of the supervoxel that was picked. */
function rowOf(properties: SegmentProperties, { id, supervoxel }: SelectedSegment): number | undefined {
  return properties.rowOf(id) ?? properties.rowOf(supervoxel)
}

/** What the volume calls a selected segment; undefined where it says nothing. */
export function useSegmentLabel(segment: SelectedSegment): string | undefined {
  const said = useProperties((state) => state[segment.layerId])
  if (said?.kind !== 'read') return undefined
  const row = rowOf(said.properties, segment)
  const label = said.properties.texts.find(({ kind }) => kind === 'label')
  return row === undefined ? undefined : label?.values[row] || undefined
}

/** All that the volume says of the current one of the selected segments. */
export function SegmentFacts() {
  const segment = useView((state) => state.selection[Math.max(0, state.current)])
  const said = useProperties((state) => (segment === undefined ? undefined : state[segment.layerId]))
  if (segment === undefined || said?.kind !== 'read') return null
  const { texts, numbers, tags } = said.properties
  const row = rowOf(said.properties, segment)
  if (row === undefined) return <p className="faint hint">The volume says nothing of this segment.</p>
  const facts = [
    ...texts.map(({ name, values }) => ({ name, value: values[row] ?? '' })),
    ...numbers.map(({ name, values }) => ({ name, value: numberText(values[row]) })),
  ].filter(({ value }) => value !== '')
  return (
    <dl className="facts">
      {facts.map(({ name, value }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {tags === undefined || tags.values[row]?.length === 0 ? null : (
        <div className="fact">
          <dt>Tags</dt>
          <dd>
            {tags.values[row]?.map((tag) => (
              <span key={tag} className="tag" title={tags.descriptions[tag]}>
                #{tags.tags[tag]}
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  )
}

function numberText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : value.toLocaleString('en', { maximumFractionDigits: 6 })
}
