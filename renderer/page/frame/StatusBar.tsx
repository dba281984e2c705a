import { Crosshair, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { formatPosition, formatVoxel, plainPosition, voxelAt } from '../../../shared/view/labels/format-position.ts'
import type { PickedLayer, Progress } from '../../gl/messages.ts'
import { useApp, useChange, useHover, useProof, useView } from '../app-context.ts'
import { Hint, IconButton } from '../controls/IconButton.tsx'
import { Chip } from '../ids/Chip.tsx'
import { nameParts } from '../layers/places.ts'
import { whyGrey, whyNoEditing } from '../proofread/live-proofreading.ts'
import { notify } from '../view/recipes.ts'
import { Notice } from './Messages.tsx'
import { OnceShown } from './OnceShown.tsx'
import { describeRetry, farOutWords, formatRate, greyText } from './status-words.ts'

/** Where the cursor is and what lies there, what is loading, what failed. */
export function StatusBar() {
  const isOpen = useView((state) => state.dataset !== null)
  return (
    <section className="status-bar" aria-label="Status bar">
      <div className="status-place">
        <OnceShown>{isOpen ? <Place /> : null}</OnceShown>
      </div>
      <Notice />
      <OnceShown>{isOpen ? <Saved /> : null}</OnceShown>
      {isOpen ? <Loading /> : null}
      {isOpen ? <Zoom /> : null}
    </section>
  )
}

const PLACES = { cursor: 'under the cursor', centre: 'the centre of the view' }

function Place() {
  const voxelSize = useView((state) => state.dataset?.layers[0]?.volume.scales[0].resolution)
  const { position: hovered, of, layers } = useHover()
  // While a position is hovered, the camera's position is not read, so that a pan renders this once.
  const centre = useView((state) => (hovered ? null : state.camera.position))
  const position = hovered ?? centre
  if (!position) return null
  const place = PLACES[hovered ? of : 'centre']
  return (
    <>
      <IconButton label="Go to a position" icon={Crosshair} command="go-to" />
      <Copyable label={`Position ${place}`} text={plainPosition(position)} width={31}>
        <span className="faint">{hovered ? of : 'centre'}</span>{' '}
        {formatPosition([Math.round(position[0]), Math.round(position[1]), Math.round(position[2])])}
      </Copyable>
      {voxelSize ? (
        <Copyable label={`Voxel ${place}`} text={voxelAt(position, voxelSize).join(', ')} width={19}>
          <span className="faint">voxel</span> {formatVoxel(voxelAt(position, voxelSize))}
        </Copyable>
      ) : null}
      {layers.map((layer) => (
        <LayerValue key={layer.layerId} picked={layer} />
      ))}
    </>
  )
}

function LayerValue({ picked }: { readonly picked: PickedLayer }) {
  const layer = useView((state) => state.dataset?.layers.find(({ id }) => id === picked.layerId))
  const name = layer?.name ?? ''
  const { value } = picked
  switch (value.kind) {
    case 'grey': {
      const text = greyText(value.value, layer?.volume.voxelType)
      return (
        <Copyable label={`Value in ${name}`} text={text} width={0}>
          <span className="faint">{layer === undefined ? '' : nameParts(layer).name}</span> {text.replaceAll('-', '−')}
        </Copyable>
      )
    }
    case 'label':
      return (
        <>
          <Copyable label={`Supervoxel in ${name}`} text={value.supervoxel.toString()} width={0}>
            <span className="faint">sv</span> <Chip id={value.supervoxel} kind="supervoxel" />
          </Copyable>
          <SegmentValue name={name} layerId={picked.layerId} segment={value.segment} />
        </>
      )
    case 'surface':
      return (
        <>
          <span className="status-cell">
            <span className="faint">sv</span> not loaded here
          </span>
          <SegmentValue name={name} layerId={picked.layerId} segment={value.segment} />
        </>
      )
    case 'too-far-out':
      return <span className="status-cell problem">{name} too far out: zoom in</span>
    case 'failed':
      return (
        <span className="status-cell problem number">
          <TriangleAlert size={14} aria-hidden /> {name} failed, {describeRetry(value.retryInMs)}
        </span>
      )
    default:
      return (
        <span className="status-cell">
          <span className="faint">
            {name} {value.kind === 'loading' ? 'loading' : '–'}
          </span>
        </span>
      )
  }
}

interface SegmentValueProps {
  readonly name: string
  readonly layerId: string
  /** Null where the segment is not known; then no id is shown. */
  readonly segment: bigint | null
}

function SegmentValue({ name, layerId, segment }: SegmentValueProps) {
  const isGrey = useProof((state) => whyGrey(state.editing) !== undefined)
  if (segment !== null) {
    return (
      <Copyable label={`Segment in ${name}`} text={segment.toString()} width={0}>
        <span className="faint">seg</span> <Chip id={segment} layerId={layerId} />
      </Copyable>
    )
  }
  return (
    <span className={isGrey ? 'status-cell problem' : 'status-cell'}>
      <span className="faint">seg</span> {isGrey ? 'cannot be read' : 'loading'}
    </span>
  )
}

interface CopyableProps {
  readonly label: string
  readonly text: string
  /** Least width in characters, so that the cells beside it do not jump; 0 for none. */
  readonly width: number
  readonly children: ReactNode
}

/** A value that a click copies. */
function Copyable({ label, text, width, children }: CopyableProps) {
  const { host } = useApp()
  const change = useChange()
  return (
    <Hint label={`${label}: click to copy`}>
      <Button
        className="status-cell copyable number"
        aria-label={`${label}: ${text}. Copy`}
        style={width === 0 ? {} : { minWidth: `${width}ch` }}
        onPress={() => void host.copyText(text).then(() => change(notify(`Copied ${text}`)))}
      >
        {children}
      </Button>
    </Hint>
  )
}

/** How many edits are saved here, and why editing is off. */
function Saved() {
  const editing = useProof((state) => state.editing)
  if (editing.kind === 'failed') {
    return (
      <span className="status-cell problem" title={whyNoEditing(editing)}>
        <TriangleAlert size={14} aria-hidden /> no editing
      </span>
    )
  }
  if (editing.kind !== 'open') return null
  const { edits, pending, readOnly, unread } = editing.log
  if (unread !== undefined) {
    return (
      <span className="status-cell problem" title={readOnly}>
        <TriangleAlert size={14} aria-hidden /> no editing
      </span>
    )
  }
  const waits = pending === 0 ? '' : `, ${pending.toLocaleString('en')} pending`
  return (
    <Hint
      label={
        readOnly ?? 'Each edit is saved twice on this machine before it shows; pending ones wait for a central store'
      }
    >
      <Button className="status-cell number" aria-label={`Edit log: ${edits} edits${waits}`}>
        <i className={`state-dot ${pending === 0 ? 'committed' : 'pending'}`} aria-hidden />
        {readOnly === undefined ? '' : 'read only, '}
        {edits.toLocaleString('en')}{' '}
        <span className="faint">
          {edits === 1 ? 'edit' : 'edits'}
          {waits}
        </span>
      </Button>
    </Hint>
  )
}

const NO_PROGRESS: Progress = {
  wanted: 0,
  ready: 0,
  failed: 0,
  failure: null,
  empty: [],
  bytesPerSecond: 0,
  bytesTotal: 0,
  gpuBytes: 0,
  memoryBytes: 0,
  tooFarOut: [],
}

function Loading() {
  const { wanted, ready, failed, failure, bytesPerSecond } = useView((state) => state.progress) ?? NO_PROGRESS
  const farOut = useView(farOutWords)
  return (
    <>
      {farOut === undefined ? null : (
        <span className="status-cell problem" title={farOut}>
          <TriangleAlert size={14} aria-hidden /> too far out
        </span>
      )}
      {failed === 0 ? null : (
        <span className="status-cell problem number" title={failure?.message}>
          <TriangleAlert size={14} aria-hidden /> {failed.toLocaleString('en')} failed
        </span>
      )}
      {bytesPerSecond === 0 ? null : <span className="status-cell number faint">{formatRate(bytesPerSecond)}</span>}
      <span className="status-cell number" data-testid="chunks">
        {ready.toLocaleString('en')}/{wanted.toLocaleString('en')} <span className="faint">chunks</span>
      </span>
    </>
  )
}

function Zoom() {
  const nmPerPixel = useView((state) => state.camera.nmPerPixel)
  const figures = nmPerPixel >= 100 ? nmPerPixel.toFixed(0) : nmPerPixel.toPrecision(3)
  return (
    <span className="status-cell number zoom">
      {figures} <span className="faint">nm/px</span>
    </span>
  )
}
