import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { DoubtWish } from '../../../../shared/doubts/doubt-wish.ts'
import { segmentWord } from '../../../../shared/words/ids-in-words.ts'
import { useApp, useProof, useView } from '../../app-context.ts'
import { Hint } from '../../controls/IconButton.tsx'
import { SizeMenu } from './SizeMenu.tsx'

/** Near is within this many nanometres of where the view was: a few neurites to each side. */
const NEAR_NM = 3000

/** Which doubts are listed and gone through. */
export function DoubtFilter() {
  const { proofSession, view } = useApp()
  const wish = useProof((state) => state.doubtWish)
  const selected = useView((state) => state.selection[Math.max(0, state.current)])
  const change = (by: DoubtWish) => void proofSession.doubts.wish({ ...wish, ...by })
  const of = wish.of ?? selected?.supervoxel
  return (
    <div className="doubt-filter">
      <ToggleButtonGroup
        aria-label="Kind of doubts"
        className="segmented wide"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[wish.kind ?? 'both']}
        onSelectionChange={(keys) => {
          const kind = (['false-merge', 'missed-merge'] as const).find((one) => keys.has(one))
          change({ kind })
        }}
      >
        <ToggleButton id="both">All</ToggleButton>
        <Hint label="False merges only: two neurites in one segment">
          <ToggleButton id="false-merge">False</ToggleButton>
        </Hint>
        <Hint label="Missed merges only: one neurite in two segments">
          <ToggleButton id="missed-merge">Missed</ToggleButton>
        </Hint>
      </ToggleButtonGroup>
      <div className="row">
        <Hint label={selected ? `Only doubts of segment ${segmentWord(selected.id)}` : 'Select a segment first'}>
          <ToggleButton
            className="button small toggle"
            isSelected={wish.of !== undefined}
            isDisabled={of === undefined}
            onChange={(on) => change({ of: on ? of : undefined })}
          >
            This neuron
          </ToggleButton>
        </Hint>
        <Hint label="Only doubts within 3 µm of where you are now">
          <ToggleButton
            className="button small toggle"
            isSelected={wish.near !== undefined}
            onChange={(on) => {
              const { position } = view.getState().camera
              change({ near: on ? { position, radius: NEAR_NM } : undefined })
            }}
          >
            Near here
          </ToggleButton>
        </Hint>
        <SizeMenu atLeast={wish.atLeast} choose={(atLeast) => change({ atLeast })} />
      </div>
    </div>
  )
}
