import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { ComboBox, Input, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { type SegmentProperties, searchSegments } from '../../../shared/formats/segment-properties.ts'
import { useApp, useChange, useProperties } from '../app-context.ts'
import { count } from '../tools/counts.ts'
import { notify } from '../view/recipes.ts'
import { Chip } from './Chip.tsx'

/** Segments that a search lists. */
const LISTED = 50

/** A field that finds segments by what the volume says of them; the one that is chosen is selected. */
export function SegmentSearch() {
  const all = useProperties((state) => state)
  for (const [layerId, said] of Object.entries(all)) {
    if (said.kind === 'read') return <SearchField layerId={layerId} properties={said.properties} />
  }
  for (const said of Object.values(all)) {
    if (said.kind === 'failed') {
      return <p className="faint hint">What the volume says of its segments cannot be read: {said.problem.message}</p>
    }
  }
  return null
}

interface SearchFieldProps {
  readonly layerId: string
  readonly properties: SegmentProperties
}

function SearchField({ layerId, properties }: SearchFieldProps) {
  const { proofSession } = useApp()
  const change = useChange()
  const [query, setQuery] = useState('')
  const found = useMemo(() => searchSegments(properties, query, LISTED), [properties, query])
  const label = properties.texts.find(({ kind }) => kind === 'label')
  const items = found.rows.map((row) => {
    const id = properties.ids[row] ?? 0n
    return { key: id.toString(), id, name: label?.values[row] ?? '' }
  })
  const choose = async (key: string) => {
    setQuery('')
    const why = await proofSession.selectIds([BigInt(key)])
    if (why !== null) change(notify(why))
  }
  return (
    <ComboBox
      className="segment-search"
      aria-label="Find a segment"
      menuTrigger="input"
      allowsCustomValue
      allowsEmptyCollection={query.trim() !== ''}
      items={items}
      inputValue={query}
      onInputChange={setQuery}
      selectedKey={null}
      onSelectionChange={(key) => {
        if (key !== null) void choose(String(key))
      }}
    >
      <Search size={14} aria-hidden />
      <Input placeholder={placeholderOf(properties)} spellCheck="false" />
      <Popover className="popover" offset={4} placement="bottom end">
        <ListBox
          className="menu"
          renderEmptyState={() => <p className="hint faint nothing-found">No segment fits this.</p>}
        >
          {({ key, id, name }: (typeof items)[number]) => (
            <ListBoxItem id={key} textValue={name === '' ? key : name} className="found">
              <Text slot="label" className="clip">
                {name === '' ? key : name}
              </Text>
              <Chip id={id} layerId={layerId} />
            </ListBoxItem>
          )}
        </ListBox>
        {found.count <= LISTED ? null : (
          <p className="hint faint more-found">
            {count(found.count, 'segment')} fit; the first {LISTED} are listed.
          </p>
        )}
      </Popover>
    </ComboBox>
  )
}

/** An example of each kind of word that finds something here. */
function placeholderOf({ tags, numbers }: SegmentProperties): string {
  const [tag] = tags?.tags ?? []
  const [number] = numbers
  const examples = [tag === undefined ? undefined : `#${tag}`, number === undefined ? undefined : `${number.name}>0`]
  return ['Find by name', ...examples.filter((one) => one !== undefined)].join(', ')
}
