import { Download } from 'lucide-react'
import { Button, MenuItem } from 'react-aria-components'
import { segmentColour } from '../../../shared/view/labels/segment-colours.ts'
import { useApp } from '../app-context.ts'
import { ButtonMenu } from '../controls/ButtonMenu.tsx'
import { Hint } from '../controls/IconButton.tsx'
import { seedOf } from '../ids/segment-css.ts'
import { MESH_FILES } from './export-meshes.ts'
import type { MeshFileKind } from './write-surfaces.ts'

/** A menu that saves the shapes of the selected segments as a file. */
export function ExportMeshes() {
  const { exports, view } = useApp()
  const save = (kind: MeshFileKind) => {
    const { selection } = view.getState()
    const colourOf = (segment: bigint) => {
      const layerId = selection.find(({ id }) => id === segment)?.layerId
      const seed = seedOf(view.getState(), layerId)
      return segmentColour(Number(segment >> 32n), Number(segment & 0xffffffffn), seed)
    }
    const segments = selection.map(({ id }) => id)
    return exports.meshes(segments, kind, colourOf)
  }
  const button = (
    <Hint label="Save the shapes of the selected segments, as the 3-D panel shows them">
      <Button className="button small">
        <Download size={14} aria-hidden /> Export…
      </Button>
    </Hint>
  )
  return (
    <ButtonMenu button={button} label="Export the shapes as">
      {MESH_FILES.map(({ kind, words }) => (
        <MenuItem key={kind} id={kind} textValue={words} onAction={() => void save(kind)}>
          {words}
        </MenuItem>
      ))}
    </ButtonMenu>
  )
}
