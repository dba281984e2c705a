import { type ToolKind, tools } from '../tools/tool-list.ts'
import { sceneKeys } from './scene-keys.ts'

/**
 * What a key, menu item or button asks for. Pointer gestures are in the table too, for the help sheet. A tool's kind takes
 * it in hand; what its own keys do begins with its kind.
 */
export type CommandId = (typeof general)[number]['id'] | ToolKind | `${ToolKind}-${string}`

export type Section = 'Move' | 'Look' | 'Segments' | 'Proofread' | 'Window'

/** What a person has in hand: some keys mean another thing then. `asked`: an edit waits for its second key. */
export type KeyContext = ToolKind | 'asked'

/**
 * One row of the table from which the bindings, the help sheet and the tooltips are made.
 * `keys` are `KeyboardEvent.key` values with modifiers before them, in the order Ctrl, Alt, Shift; letters are
 * written in upper case and matched without regard to it. `gesture` rows are done with the pointer.
 */
interface Row {
  readonly id: string
  readonly section: Section
  readonly words: string
  readonly keys: readonly string[]
  readonly gesture?: string
  /** A held key repeats this one; the others act once a press. */
  readonly repeats?: true
  /** The key means this only then, and goes before a row without `when`. */
  readonly when?: readonly KeyContext[]
  /** Rows of one group stand as one line of the help sheet, under these words. */
  readonly group?: string
}

/** Tools that points are placed with. */
const pointTools = tools.filter(({ pointing }) => pointing !== 'none').map(({ kind }) => kind)

const general = [
  { id: 'drag-pan', section: 'Move', words: 'Pan', keys: [], gesture: 'Drag' },
  { id: 'pan-left', section: 'Move', words: 'Pan left', keys: ['ArrowLeft'], repeats: true, group: 'Pan by key' },
  { id: 'pan-right', section: 'Move', words: 'Pan right', keys: ['ArrowRight'], repeats: true, group: 'Pan by key' },
  { id: 'pan-up', section: 'Move', words: 'Pan up', keys: ['ArrowUp'], repeats: true, group: 'Pan by key' },
  { id: 'pan-down', section: 'Move', words: 'Pan down', keys: ['ArrowDown'], repeats: true, group: 'Pan by key' },
  {
    id: 'nudge-left',
    section: 'Move',
    words: 'One voxel left',
    keys: ['Ctrl+ArrowLeft'],
    repeats: true,
    group: 'Pan by one voxel',
  },
  {
    id: 'nudge-right',
    section: 'Move',
    words: 'One voxel right',
    keys: ['Ctrl+ArrowRight'],
    repeats: true,
    group: 'Pan by one voxel',
  },
  {
    id: 'nudge-up',
    section: 'Move',
    words: 'One voxel up',
    keys: ['Ctrl+ArrowUp'],
    repeats: true,
    group: 'Pan by one voxel',
  },
  {
    id: 'nudge-down',
    section: 'Move',
    words: 'One voxel down',
    keys: ['Ctrl+ArrowDown'],
    repeats: true,
    group: 'Pan by one voxel',
  },
  { id: 'wheel-slice', section: 'Move', words: 'Step through slices', keys: [], gesture: 'Wheel' },
  { id: 'wheel-slice-10', section: 'Move', words: 'Step ten slices', keys: [], gesture: 'Shift+Wheel' },
  { id: 'slice-back', section: 'Move', words: 'Slice back', keys: [','], repeats: true, group: 'Slice back, on' },
  { id: 'slice-on', section: 'Move', words: 'Slice on', keys: ['.'], repeats: true, group: 'Slice back, on' },
  {
    id: 'slice-back-10',
    section: 'Move',
    words: 'Ten slices back',
    keys: ['Shift+,', 'Shift+<'],
    repeats: true,
    group: 'Ten slices back, on',
  },
  {
    id: 'slice-on-10',
    section: 'Move',
    words: 'Ten slices on',
    keys: ['Shift+.', 'Shift+>'],
    repeats: true,
    group: 'Ten slices back, on',
  },
  { id: 'wheel-zoom', section: 'Move', words: 'Zoom at the cursor', keys: [], gesture: 'Ctrl+Wheel' },
  {
    id: 'zoom-in',
    section: 'Move',
    words: 'Zoom in',
    keys: ['Ctrl+=', 'Ctrl+Shift++', 'Ctrl++'],
    repeats: true,
    group: 'Zoom in, out',
  },
  {
    id: 'zoom-out',
    section: 'Move',
    words: 'Zoom out',
    keys: ['Ctrl+-', 'Ctrl+Shift+_'],
    repeats: true,
    group: 'Zoom in, out',
  },
  { id: 'centre-here', section: 'Move', words: 'Centre on a point', keys: [], gesture: 'Right click' },
  { id: 'go-to', section: 'Move', words: 'Go to a position', keys: ['P'] },
  { id: 'copy-position', section: 'Move', words: 'Copy the position', keys: ['Shift+P'] },
  { id: 'show-place', section: 'Move', words: 'Show where the message is; again: back', keys: ['J'] },
  { id: 'home', section: 'Move', words: 'Fit the whole volume in the panels', keys: ['Home'] },

  { id: 'drag-rotate', section: 'Look', words: 'Tilt the slice planes', keys: [], gesture: 'Shift+Drag' },
  {
    id: 'tilt-left',
    section: 'Look',
    words: 'Tilt left',
    keys: ['Shift+ArrowLeft'],
    repeats: true,
    group: 'Tilt by key',
  },
  {
    id: 'tilt-right',
    section: 'Look',
    words: 'Tilt right',
    keys: ['Shift+ArrowRight'],
    repeats: true,
    group: 'Tilt by key',
  },
  { id: 'tilt-up', section: 'Look', words: 'Tilt up', keys: ['Shift+ArrowUp'], repeats: true, group: 'Tilt by key' },
  {
    id: 'tilt-down',
    section: 'Look',
    words: 'Tilt down',
    keys: ['Shift+ArrowDown'],
    repeats: true,
    group: 'Tilt by key',
  },
  {
    id: 'turn-left',
    section: 'Look',
    words: 'Turn in the plane, left',
    keys: ['E'],
    repeats: true,
    group: 'Turn in the plane',
  },
  {
    id: 'turn-right',
    section: 'Look',
    words: 'Turn in the plane, right',
    keys: ['R'],
    repeats: true,
    group: 'Turn in the plane',
  },
  ...sceneKeys,
  { id: 'snap', section: 'Look', words: 'Snap to the nearest axes', keys: ['Z'] },
  { id: 'maximise', section: 'Look', words: 'Maximise the panel, or bring all back', keys: [' '] },
  { id: 'bare-tissue', section: 'Look', words: 'Bare tissue while held', keys: [], gesture: 'Hold Space' },
  { id: 'crosshair', section: 'Look', words: 'Crosshair on or off', keys: ['T'] },
  { id: 'layer-1', section: 'Look', words: 'Show or hide layer 1', keys: ['1'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-2', section: 'Look', words: 'Show or hide layer 2', keys: ['2'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-3', section: 'Look', words: 'Show or hide layer 3', keys: ['3'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-4', section: 'Look', words: 'Show or hide layer 4', keys: ['4'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-5', section: 'Look', words: 'Show or hide layer 5', keys: ['5'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-6', section: 'Look', words: 'Show or hide layer 6', keys: ['6'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-7', section: 'Look', words: 'Show or hide layer 7', keys: ['7'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-8', section: 'Look', words: 'Show or hide layer 8', keys: ['8'], group: 'Show or hide layer 1 to 9' },
  { id: 'layer-9', section: 'Look', words: 'Show or hide layer 9', keys: ['9'], group: 'Show or hide layer 1 to 9' },

  { id: 'pick-segment', section: 'Segments', words: 'Select or deselect a segment', keys: [], gesture: 'Double click' },
  {
    id: 'select-here',
    section: 'Segments',
    words: 'Select or deselect the one at the crosshair',
    keys: ['K'],
    when: tools.filter(({ pointing }) => pointing === 'none').map(({ kind }) => kind),
  },
  {
    id: 'previous-segment',
    section: 'Segments',
    words: 'Previous selected segment',
    keys: ['['],
    repeats: true,
    group: 'Previous, next selected segment',
  },
  {
    id: 'next-segment',
    section: 'Segments',
    words: 'Next selected segment',
    keys: [']'],
    repeats: true,
    group: 'Previous, next selected segment',
  },
  {
    id: 'selection-back',
    section: 'Segments',
    words: 'Bring back the selection before',
    keys: ['U'],
    group: 'Selection back, on',
  },
  {
    id: 'selection-on',
    section: 'Segments',
    words: 'On to the selection after',
    keys: ['Shift+U'],
    group: 'Selection back, on',
  },
  { id: 'segment-whole', section: 'Segments', words: 'Show the whole segment', keys: ['Shift+Home'] },
  {
    id: 'segment-thickest',
    section: 'Segments',
    words: 'To its cell body or thickest place; again: the next',
    keys: ['Shift+End'],
  },
  { id: 'segment-tip', section: 'Segments', words: 'To its farthest tip; again: the next', keys: ['End'] },
  {
    id: 'copy-segment',
    section: 'Segments',
    words: 'Copy the id under the cursor, or the crosshair',
    keys: ['Ctrl+C'],
  },
  { id: 'clear-selection', section: 'Segments', words: 'Clear the selection', keys: ['X'] },
  { id: 'selected-only', section: 'Segments', words: 'Selected segments only, or all', keys: ['S'] },
  { id: 'boundaries', section: 'Segments', words: 'Boundaries on or off', keys: ['B'] },
  { id: 'recolour', section: 'Segments', words: 'New colours', keys: ['L'], group: 'New colours, last ones back' },
  {
    id: 'last-colours',
    section: 'Segments',
    words: 'Last colours back',
    keys: ['Shift+L'],
    group: 'New colours, last ones back',
  },

  {
    id: 'remove-last',
    section: 'Proofread',
    words: 'Take back the last point or seed',
    keys: ['Backspace'],
    when: pointTools,
  },
  {
    id: 'supervoxel-borders',
    section: 'Proofread',
    words: 'Supervoxel borders while splitting',
    keys: ['V'],
    when: tools.filter(({ showsSupervoxels }) => showsSupervoxels).map(({ kind }) => kind),
  },
  {
    id: 'commit',
    section: 'Proofread',
    words: 'Do it: join, cut',
    keys: ['Enter'],
    when: [...pointTools, 'asked'],
  },
  { id: 'confirm', section: 'Proofread', words: 'Yes, in spite of what it changes', keys: ['Y'], when: ['asked'] },
  { id: 'cancel', section: 'Proofread', words: 'Cancel; again: back to Browse', keys: ['Escape'] },
  { id: 'undo', section: 'Proofread', words: 'Undo', keys: ['Ctrl+Z'] },
  { id: 'redo', section: 'Proofread', words: 'Redo', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'] },
  { id: 'next-doubt', section: 'Proofread', words: 'Next doubt', keys: ['N'] },
  { id: 'return-to-doubt', section: 'Proofread', words: 'Back to the doubt after looking around', keys: ['Shift+N'] },

  { id: 'side-bars', section: 'Window', words: 'Both side bars, or neither', keys: ['D'] },
  { id: 'left-bar', section: 'Window', words: 'Layers', keys: ['Q'], group: 'Layers, inspector' },
  { id: 'right-bar', section: 'Window', words: 'Inspector', keys: ['W'], group: 'Layers, inspector' },
  { id: 'to-inspector', section: 'Window', words: 'Into the inspector by keyboard (Esc leaves)', keys: ['I'] },
  {
    id: 'interface-larger',
    section: 'Window',
    words: 'Interface larger',
    // Layouts with + on a key of its own, with Shift, and macOS, where Option changes the character.
    keys: ['Ctrl+Alt+=', 'Ctrl+Alt++', 'Ctrl+Alt+Shift++', 'Ctrl+Alt+≠'],
    group: 'Interface larger, smaller',
  },
  {
    id: 'interface-smaller',
    section: 'Window',
    words: 'Interface smaller',
    keys: ['Ctrl+Alt+-', 'Ctrl+Alt+–'],
    group: 'Interface larger, smaller',
  },
  { id: 'interface-normal', section: 'Window', words: 'Interface at 100 %', keys: ['Ctrl+Alt+0', 'Ctrl+Alt+º'] },
  { id: 'open-folder', section: 'Window', words: 'Open a folder', keys: ['Ctrl+O'] },
  { id: 'open-url', section: 'Window', words: 'Open a URL', keys: ['Ctrl+Shift+O'] },
  { id: 'copy-link', section: 'Window', words: 'Copy as Neuroglancer link', keys: ['Ctrl+Shift+C'] },
  { id: 'help', section: 'Window', words: 'Keyboard and mouse', keys: ['?', 'Shift+?', 'H'] },
] as const satisfies readonly Row[]

/** The keys and gesture of a tool. */
function rowsOf({
  kind,
  choice,
  gesture,
  keys,
}: (typeof tools)[number]): readonly (Row & { readonly id: CommandId })[] {
  const section = 'Proofread'
  return [
    ...(choice && choice.key !== null ? [{ id: kind, section, words: choice.words, keys: [choice.key] } as const] : []),
    ...(gesture ? [{ id: `${kind}-gesture`, section, keys: [], ...gesture } as const] : []),
    ...(keys ?? []).map(({ id, words, key }) => ({ id, section, words, keys: [key], when: [kind] }) as const),
  ]
}

/** The keys of the tools stand before and after those of all proofreading. */
export const shortcuts: readonly (Row & { readonly id: CommandId })[] = [
  ...tools.filter(({ choice }) => choice).flatMap(rowsOf),
  ...general,
  ...tools.filter(({ choice }) => !choice).flatMap(rowsOf),
]

/**
 * Letters kept free for what later releases bind as Neuroglancer and Spelunker do: annotate.
 */
export const reservedKeys: readonly string[] = ['A']

/** The command bound to a key press with this in hand, or undefined. */
export function commandOfKey(
  press: KeyPress,
  context: KeyContext = 'browse',
): { readonly id: CommandId; readonly repeats: boolean } | undefined {
  const name = keyName(press)
  return byKey.get(`${context} ${name}`) ?? byKey.get(name)
}

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** A key press in the notation of the table; Command on a Mac counts as Ctrl. */
export function keyName(press: KeyPress): string {
  const key = /^[a-z]$/.test(press.key) ? press.key.toUpperCase() : press.key
  return `${press.ctrlKey || press.metaKey ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${press.shiftKey ? 'Shift+' : ''}${key}`
}

const byKey = new Map<string, { id: CommandId; repeats: boolean }>()
for (const row of shortcuts) {
  const contexts = row.when?.map((context) => `${context} `) ?? ['']
  for (const key of row.keys) {
    for (const context of contexts) byKey.set(`${context}${key}`, { id: row.id, repeats: row.repeats === true })
  }
}

const spoken: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  '-': '−',
  Escape: 'Esc',
  Backspace: '⌫',
}

/** A key as a person reads it on a cap: `Shift+ArrowLeft` becomes `Shift ←`. */
export function keyCaps(key: string): readonly string[] {
  const parts = key.split(/\+(?!$)/)
  return parts.map((part) => spoken[part] ?? part)
}

/** The first key of a command, for the end of a tooltip; undefined for a gesture. */
export function keyOf(id: CommandId): string | undefined {
  const key = shortcuts.find((row) => row.id === id)?.keys[0]
  return key === undefined ? undefined : keyCaps(key).join(' ')
}
