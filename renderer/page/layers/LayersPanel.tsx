import { ChevronRight, Eye, EyeOff } from 'lucide-react'
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { useChange, useProof, useView } from '../app-context.ts'
import { IconToggle } from '../controls/IconButton.tsx'
import { OncePerDataset } from '../frame/OnceShown.tsx'
import { type CommandId, shortcuts } from '../frame/shortcuts.ts'
import { editedLayer, whyGrey } from '../proofread/live-proofreading.ts'
import { SceneFilesSection } from '../scene-files/SceneFilesSection.tsx'
import { toggleLayer } from '../view/recipes.ts'
import type { Layer } from '../view/view-state.ts'
import { AxisSliders } from './AxisSliders.tsx'
import { ImageControls } from './ImageControls.tsx'
import { channelOf, nameParts } from './places.ts'
import { SegmentationControls } from './SegmentationControls.tsx'

const NO_LAYERS: readonly Layer[] = []

/** The layers of the dataset in the order in which they are drawn, each with its controls. */
export function LayersPanel() {
  const layers = useView((state) => state.dataset?.layers ?? NO_LAYERS)
  return (
    <aside className="side-bar left" aria-label="Layers">
      <OncePerDataset>
        <AxisSliders layers={layers} />
        {layers.map((layer, i) => (
          <LayerCard key={layer.id} layer={layer} index={i} />
        ))}
        <SceneFilesSection />
      </OncePerDataset>
    </aside>
  )
}

function LayerCard({ layer, index }: { readonly layer: Layer; readonly index: number }) {
  const change = useChange()
  const { visible } = layer.view
  const grey = useProof(({ editing }) => (editedLayer(editing) === layer.id ? whyGrey(editing) : undefined))
  // Of a volume's channels one shows its controls; else the others push the segmentation out of the window.
  const { name, volume } = nameParts(layer)
  const isExpanded = (channelOf(layer) ?? 0) === 0
  const colour = layer.view.kind === 'image' ? layer.view.colour : undefined
  return (
    <Disclosure className="section layer" defaultExpanded={isExpanded}>
      <Heading className="section-head">
        <Button slot="trigger" className="section-title">
          <ChevronRight size={14} aria-hidden />
          {colour === undefined ? null : <i className="layer-colour" style={{ background: colour }} aria-hidden />}
          <span className="clip" title={layer.location}>
            {name} {volume === undefined ? null : <span className="layer-volume">{volume}</span>}
          </span>
        </Button>
        <span className="layer-number number" aria-hidden>
          {index < 9 ? index + 1 : null}
        </span>
        <IconToggle
          label={`Show ${layer.name}`}
          icon={visible ? Eye : EyeOff}
          command={layerCommand(index)}
          isSelected={visible}
          onChange={() => change(toggleLayer(index))}
        />
      </Heading>
      <DisclosurePanel className="section-body">
        {grey === undefined ? null : <p className="form-problem layer-problem">{grey}</p>}
        {layer.meshProblems?.map((problem) => (
          <p key={problem} className="form-problem layer-problem">
            {problem}
          </p>
        ))}
        {layer.view.kind === 'image' ? (
          <ImageControls layer={layer} view={layer.view} />
        ) : (
          <SegmentationControls layer={layer} view={layer.view} />
        )}
      </DisclosurePanel>
    </Disclosure>
  )
}

function layerCommand(index: number): CommandId | undefined {
  return shortcuts.find(({ id }) => id === `layer-${index + 1}`)?.id
}
