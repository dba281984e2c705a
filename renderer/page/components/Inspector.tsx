import { ChevronRight, Copy, LocateFixed, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Disclosure, DisclosurePanel, GridList, GridListItem, Heading } from 'react-aria-components'
import { segmentColour } from '../../../shared/view/segment-colours.ts'
import { useChange, usePage, useView } from '../page-context.ts'
import { flyToSegment, notify, toggleSegment } from '../state/recipes.ts'
import type { SelectedSegment, ViewState } from '../state/view-state.ts'
import { IconButton } from './IconButton.tsx'

/** The side bar on the right: sections that fold. */
export function Inspector() {
  const count = useView((state) => state.selection.length)
  return (
    <aside className="side-bar right" aria-label="Inspector">
      <Section title="Selection" note={count === 0 ? undefined : count.toLocaleString('en')}>
        <Selection />
      </Section>
    </aside>
  )
}

interface SectionProps {
  readonly title: string
  readonly note: string | undefined
  readonly children: ReactNode
}

function Section({ title, note, children }: SectionProps) {
  return (
    <Disclosure className="section" defaultExpanded>
      <Heading className="section-head">
        <Button slot="trigger" className="section-title">
          <ChevronRight size={14} aria-hidden />
          {title}
          {note === undefined ? null : <span className="faint number">{note}</span>}
        </Button>
      </Heading>
      <DisclosurePanel className="section-body">{children}</DisclosurePanel>
    </Disclosure>
  )
}

function Selection() {
  const { commands } = usePage()
  const selection = useView((state) => state.selection)
  if (selection.length === 0) {
    return (
      <p className="faint hint">
        No segment is selected. Double click one in a panel to select it; double click it again to let it go.
      </p>
    )
  }
  return (
    <>
      <GridList aria-label="Selected segments" className="segments" selectionMode="none" disallowTypeAhead>
        {selection.map((segment, index) => (
          <SegmentRow key={segment.id.toString()} segment={segment} index={index} />
        ))}
      </GridList>
      <Button className="button small start" onPress={() => commands('clear-selection')}>
        Clear all
      </Button>
    </>
  )
}

function SegmentRow({ segment, index }: { readonly segment: SelectedSegment; readonly index: number }) {
  const { host } = usePage()
  const change = useChange()
  const current = useView((state) => state.current === index)
  const seed = useView((state) => seedOf(state, segment.layerId))
  const text = segment.id.toString()
  return (
    <GridListItem
      id={text}
      textValue={`Segment ${text}`}
      className={`segment ${current ? 'current' : ''}`}
      onAction={() => change(flyToSegment(index))}
    >
      <i className="swatch" style={{ background: cssColour(segment.id, seed) }} aria-hidden />
      <code className="clip">{text}</code>
      <IconButton
        label={`Copy ${text}`}
        icon={Copy}
        onPress={() => void host.copyText(text).then(() => change(notify(`Copied ${text}`)))}
      />
      <IconButton label={`Go to ${text}`} icon={LocateFixed} onPress={() => change(flyToSegment(index))} />
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
