import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { ComboBox, Input, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { type SegmentProperties, searchSegments } from '../../../shared/formats/segment-properties.ts'
import { hasTooManyIds, IDS_MAX, parseIds } from '../../../shared/ids/parse-ids.ts'
import { useApp, useChange, useProof, useProperties } from '../app-context.ts'
import { editedLayer } from '../proofread/live-proofreading.ts'
import { count } from '../tools/counts.ts'
import { notify } from '../view/recipes.ts'
import { Chip } from './Chip.tsx'
import { pastedLines } from './pasted-lines.ts'

/** Segments that a search lists. */
const LISTED = 50

/** A field that finds segments by id, and by what the volume says of them. What is chosen is selected. */
export function SegmentSearch() {
  const all = useProperties((state) => state)
  const edited = useProof((state) => editedLayer(state.editing))
  const entries = Object.entries(all)
  for (const [layerId, said] of entries) {
    if (said.kind === 'read') return <SearchField layerId={layerId} properties={said.properties} />
  }
  const failed = entries.flatMap(([, said]) => (said.kind === 'failed' ? [said.problem.message] : []))[0]
  return (
    <>
      {edited === undefined ? null : <SearchField layerId={edited} properties={undefined} />}
      {failed === undefined ? null : (
        <p className="faint hint">What the volume says of its segments cannot be read: {failed}</p>
      )}
    </>
  )
}

interface SearchFieldProps {
  readonly layerId: string
  readonly properties: SegmentProperties | undefined
}

interface FoundItem {
  readonly key: string
  readonly ids: readonly bigint[]
  readonly name: string
}

function SearchField({ layerId, properties }: SearchFieldProps) {
  const { proofSession } = useApp()
  const change = useChange()
  const [query, setQuery] = useState('')
  const found = useMemo(
    () => (properties === undefined ? { rows: [], count: 0 } : searchSegments(properties, query, LISTED)),
    [properties, query],
  )
  const label = properties?.texts.find(({ kind }) => kind === 'label')
  const items = [
    ...idItem(query),
    ...found.rows.map((row): FoundItem => {
      const id = properties?.ids[row] ?? 0n
      return { key: id.toString(), ids: [id], name: label?.values[row] ?? '' }
    }),
  ]
  const choose = async (key: string) => {
    const ids = items.find((item) => item.key === key)?.ids
    setQuery('')
    const why = ids === undefined ? null : await proofSession.selectIds(ids)
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
      <Input
        placeholder={placeholderOf(properties)}
        spellCheck="false"
        onKeyDown={(event) => {
          const [first] = items
          const isOther = event.currentTarget.hasAttribute('aria-activedescendant')
          if (event.key === 'Enter' && first !== undefined && !isOther) void choose(first.key)
        }}
        onPaste={(event) => {
          const lines = pastedLines(event)
          if (lines !== undefined) setQuery(lines)
        }}
      />
      <Popover className="popover" offset={4} placement="bottom end">
        <ListBox
          className="menu"
          renderEmptyState={() => <p className="hint faint nothing-found">{nothingWords(query, properties)}</p>}
        >
          {({ key, ids, name }: FoundItem) => (
            <ListBoxItem id={key} textValue={name === '' ? key : name} className="found">
              <Text slot="label" className="clip">
                {name === '' ? key : name}
              </Text>
              {ids[0] === undefined || ids.length > 1 ? null : <Chip id={ids[0]} layerId={layerId} />}
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

/** What is written may be ids: of segments or supervoxels, loaded or not. */
function idItem(query: string): readonly FoundItem[] {
  const ids = parseIds(query)
  const [first] = ids ?? []
  if (ids === undefined || first === undefined) return []
  return [{ key: 'ids', ids, name: ids.length === 1 ? `Go to ${first}` : `Select these ${ids.length} ids` }]
}

function nothingWords(query: string, properties: SegmentProperties | undefined): string {
  if (hasTooManyIds(query)) return `These are more than ${IDS_MAX} ids: give fewer at once.`
  return properties === undefined
    ? 'This volume says nothing of its segments, so they are found by id alone.'
    : 'No segment fits this.'
}

/** An example of each kind of word that finds something here. */
function placeholderOf(properties: SegmentProperties | undefined): string {
  if (properties === undefined) return 'Find by id, or a list of ids'
  const { tags, numbers } = properties
  const [tag] = tags?.tags ?? []
  const [number] = numbers
  const examples = [tag === undefined ? undefined : `#${tag}`, number === undefined ? undefined : `${number.name}>0`]
  return ['Find by name or id', ...examples.filter((one) => one !== undefined)].join(', ')
}
