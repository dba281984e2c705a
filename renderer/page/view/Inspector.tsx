import { Copy, LocateFixed, X } from 'lucide-react'
import { Button, GridList, GridListItem } from 'react-aria-components'
import { segmentColour } from '../../../shared/view/labels/segment-colours.ts'
import { useApp, useChange, useView } from '../app-context.ts'
import { Hint, IconButton } from '../frame/IconButton.tsx'
import { Section } from '../frame/Section.tsx'
import { DoubtsSection } from '../proofread/DoubtsSection.tsx'
import { HistorySection } from '../proofread/HistorySection.tsx'
import { PracticeSection } from '../proofread/PracticeSection.tsx'
import { StopwatchSection } from '../proofread/StopwatchSection.tsx'
import { AttentionSection } from '../team/AttentionSection.tsx'
import { SelectedBy } from '../team/SelectedBy.tsx'
import { count } from '../tools/counts.ts'
import { RecentSelections } from './RecentSelections.tsx'
import { flyToSegment, notify, toggleSegment } from './recipes.ts'
import type { SelectedSegment, ViewState } from './view-state.ts'

/** The side bar on the right: sections that fold. */
export function Inspector() {
  const count = useView((state) => state.selection.length)
  return (
    <aside className="side-bar right" aria-label="Inspector">
      <Section title="Selection" note={count === 0 ? undefined : count.toLocaleString('en')}>
        <Selection />
      </Section>
      <AttentionSection />
      <HistorySection />
      <DoubtsSection />
      <PracticeSection />
      <StopwatchSection />
    </aside>
  )
}

function Selection() {
  const { commands } = useApp()
  const selection = useView((state) => state.selection)
  if (selection.length === 0) {
    return (
      <>
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
      <GridList aria-label="Selected segments" className="segments" selectionMode="none" disallowTypeAhead>
        {selection.map((segment, index) => (
          <SegmentRow key={segment.supervoxel.toString()} segment={segment} index={index} />
        ))}
      </GridList>
      <div className="row">
        <Hint label="Clear the selection" command="clear-selection">
          <Button className="button small" onPress={() => commands('clear-selection')}>
            Clear all
          </Button>
        </Hint>
        <RecentSelections />
      </div>
    </>
  )
}

function SegmentRow({ segment, index }: { readonly segment: SelectedSegment; readonly index: number }) {
  const { host, clock } = useApp()
  const change = useChange()
  const fly = () => {
    change(flyToSegment(index))
    clock.arrived()
  }
  const current = useView((state) => state.current === index)
  const seed = useView((state) => seedOf(state, segment.layerId))
  const text = segment.id.toString()
  return (
    <GridListItem
      id={segment.supervoxel.toString()}
      textValue={`Segment ${text}`}
      className={`segment ${current ? 'current' : ''}`}
      onAction={fly}
    >
      <i className="swatch" style={{ background: cssColour(segment.id, seed) }} aria-hidden />
      <span className="segment-names">
        <code className="clip">{text}</code>
        {segment.supervoxels === null ? null : (
          <span className="faint number">{count(segment.supervoxels, 'supervoxel')}</span>
        )}
      </span>
      <SelectedBy segment={segment.id} />
      <IconButton
        label={`Copy ${text}`}
        icon={Copy}
        onPress={() => void host.copyText(text).then(() => change(notify(`Copied ${text}`)))}
      />
      <IconButton label={`Go to ${text}`} icon={LocateFixed} onPress={fly} />
      <IconButton label={`Deselect ${text}`} icon={X} onPress={() => change(toggleSegment(segment))} />
    </GridListItem>
  )
}

function seedOf(state: ViewState, layerId: string): number {
  const view = state.dataset?.layers.find((layer) => layer.id === layerId)?.view
  return view?.kind === 'segmentation' ? view.colourSeed : 0
}

function cssColour(id: bigint, seed: number): string {
  const colour = segmentColour(Number(id >> 32n), Number(id & 0xffffffffn), seed)
  return `#${colour.toString(16).padStart(6, '0')}`
}
