import type { CSSProperties } from 'react'
import type { PanelRect, SliceKind } from '../../../shared/view/camera.ts'
import { panelAxes, pixelAt, planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { useTeam, useView } from '../app-context.ts'
import { userColour } from '../view/user-colours.ts'

/** A cursor is drawn while it is within this many slices of the plane, paler the farther it is. */
const NEAR_SLICES = 12

interface ColleaguesProps {
  readonly kind: SliceKind
  readonly rect: PanelRect
  readonly devicePixelRatio: number
}

/** Where colleagues point in one panel, with their names. */
export function Colleagues(props: ColleaguesProps) {
  const sharing = useTeam((state) => state.sharing)
  const someone = useTeam((state) => state.colleagues.some(({ cursor }) => cursor !== null))
  // The cursors follow the camera, so they are rendered only while somebody is there.
  return sharing && someone ? <Cursors {...props} /> : null
}

function Cursors({ kind, rect, devicePixelRatio: ratio }: ColleaguesProps) {
  const colleagues = useTeam((state) => state.colleagues)
  const camera = useView((state) => state.camera)
  const voxelSize = useView((state) => state.dataset?.layers[0]?.volume.scales[0].resolution) ?? [1, 1, 1]
  const { normal } = panelAxes(camera, kind)
  const slice = 1 / Math.hypot(normal[0] / voxelSize[0], normal[1] / voxelSize[1], normal[2] / voxelSize[2])
  const plane = planeOf(camera, kind, rect, ratio)
  return (
    <div className="colleagues" aria-hidden>
      {colleagues.map(({ client, user, cursor }) => {
        if (cursor === null) return null
        const { x, y, off } = pixelAt(plane, cursor)
        const slices = Math.abs(off) / slice
        if (slices > NEAR_SLICES) return null
        const style: CSSProperties & { readonly '--user': string } = {
          left: x / ratio,
          top: y / ratio,
          opacity: 1 - slices / (1.5 * NEAR_SLICES),
          '--user': userColour(user),
        }
        return (
          <span key={client} className="colleague" style={style}>
            <i />
            <b>{user}</b>
          </span>
        )
      })}
    </div>
  )
}
