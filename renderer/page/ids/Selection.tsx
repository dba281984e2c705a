import { Copy, LocateFixed, X } from 'lucide-react'
import { Button, GridList, GridListItem, ListLayout, Virtualizer } from 'react-aria-components'
import { volumeInWords } from '../../../shared/view/labels/volume-words.ts'
import { segmentWord } from '../../../shared/words/ids-in-words.ts'
import { useApp, useChange, useProof, useView } from '../app-context.ts'
import { Hint, IconButton } from '../controls/IconButton.tsx'
import { ExportMeshes } from '../exporting/ExportMeshes.tsx'
import { SelectedBy } from '../team/SelectedBy.tsx'
import { count, short } from '../tools/counts.ts'
import { flyToSegment, notify, toggleSegment } from '../view/recipes.ts'
import type { SelectedSegment } from '../view/view-state.ts'
import { Chip } from './Chip.tsx'
import { RecentSelections } from './RecentSelections.tsx'
import { SegmentFacts, useSegmentLabel } from './SegmentFacts.tsx'
import { SegmentMenu } from './SegmentMenu.tsx'
import { SegmentSearch } from './SegmentSearch.tsx'

/** The selected segments, and what can be done with all of them. */
export function Selection() {
  const { commands } = useApp()
  const selection = useView((state) => state.selection)
  if (selection.length === 0) {
    return (
      <>
        <SegmentSearch />
        <p className="faint hint">
          No segment is selected. Double click one in a panel to select it; double click it again to let it go.
        </p>
        <div className="row">
          <RecentSelections />
        </div>
      </>
    )
  }
  return (
    <>
      <SegmentSearch />
      <SelectedSegments selection={selection} />
      <SegmentFacts />
      <div className="row">
        <Hint label="Clear the selection" command="clear-selection">
          <Button className="button small" onPress={() => commands('clear-selection')}>
            Clear
          </Button>
        </Hint>
        <CopyIds selection={selection} />
        <ExportMeshes />
        <RecentSelections />
      </div>
    </>
  )
}

interface SelectionProps {
  readonly selection: readonly SelectedSegment[]
}

/** Hundreds can be selected, so the list scrolls by itself and has elements only for what is in view. */
function SelectedSegments({ selection }: SelectionProps) {
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ estimatedRowSize: 28 }}>
      <GridList
        aria-label="Selected segments"
        className="segments"
        selectionMode="none"
        disallowTypeAhead
        items={selection.map((segment, index) => ({ segment, index }))}
        dependencies={[selection]}
      >
        {({ segment, index }) => <SegmentRow id={segment.supervoxel.toString()} segment={segment} index={index} />}
      </GridList>
    </Virtualizer>
  )
}

function CopyIds({ selection }: SelectionProps) {
  const { host } = useApp()
  const change = useChange()
  const copy = async () => {
    await host.copyText(selection.map(({ id }) => id).join('\n'))
    change(notify(selection.length === 1 ? 'Copied the id' : `Copied ${count(selection.length, 'id')}`))
  }
  return (
    <Hint label="Copy the ids of all selected segments, one a line">
      <Button className="button small" aria-label="Copy ids" onPress={() => void copy()}>
        <Copy size={14} aria-hidden />
      </Button>
    </Hint>
  )
}

interface SegmentRowProps {
  readonly id: string
  readonly segment: SelectedSegment
  readonly index: number
}

function SegmentRow({ id, segment, index }: SegmentRowProps) {
  const { host, clock } = useApp()
  const change = useChange()
  const fly = () => {
    change(flyToSegment(index))
    clock.arrived()
  }
  const current = useView((state) => state.current === index)
  const text = segment.id.toString()
  const word = segmentWord(segment.id)
  const label = useSegmentLabel(segment)
  return (
    <GridListItem
      id={id}
      textValue={`Segment ${text}`}
      className={`segment ${current ? 'current' : ''}`}
      onAction={fly}
    >
      <Chip id={segment.id} layerId={segment.layerId} />
      {label === undefined ? null : <span className="segment-label clip">{label}</span>}
      <Size segment={segment} />
      <SelectedBy segment={segment.id} />
      <span className="segment-buttons">
        <IconButton
          label={`Copy ${text}`}
          icon={Copy}
          onPress={() => void host.copyText(text).then(() => change(notify(`Copied ${word}`)))}
        />
        <IconButton
          label={segment.pickedAt === null ? `No place in ${word} is known` : `Go to ${word}`}
          icon={LocateFixed}
          isDisabled={segment.pickedAt === null}
          onPress={fly}
        />
        <SegmentMenu segment={segment} word={text} />
        <IconButton label={`Deselect ${word}`} icon={X} onPress={() => change(toggleSegment(segment))} />
      </span>
    </GridListItem>
  )
}

/** In voxels and cubic micrometres where a file says how many voxels there are; else the count of supervoxels. */
function Size({ segment: { id, layerId, supervoxels } }: { readonly segment: SelectedSegment }) {
  const voxels = useProof((state) => state.voxels.get(id))
  const resolution = useView(
    ({ dataset }) => dataset?.layers.find((layer) => layer.id === layerId)?.volume.scales[0].resolution,
  )
  const parts = supervoxels === null ? '' : count(supervoxels, 'supervoxel')
  if (voxels === undefined || resolution === undefined) {
    return <span className="segment-size faint number clip">{parts}</span>
  }
  const size = `${volumeInWords(voxels, resolution)} · ${short(voxels)} voxels`
  return (
    <span className="segment-size faint number clip" title={`${size} · ${parts}`}>
      {size}
    </span>
  )
}
