import { CircleHelp, Grid2x2, PanelLeft, PanelRight } from 'lucide-react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { LayoutKind } from '../../../shared/contracts/host-api.ts'
import { useApp, useChange, useView } from '../app-context.ts'
import { Hint, IconButton, IconToggle } from '../controls/IconButton.tsx'
import { DatasetMenu } from '../datasets/DatasetMenu.tsx'
import { DoubtsButton } from '../proofread/doubts/DoubtsButton.tsx'
import { SyncBadge } from '../team/SyncBadge.tsx'
import { ToolSwitch } from '../tools/ToolSwitch.tsx'
import { setLayout } from '../view/recipes.ts'
import { OnceShown } from './OnceShown.tsx'

export function TitleBar() {
  const { commands } = useApp()
  const sideBars = useView((state) => state.sideBars)
  const open = useView((state) => state.dataset !== null)
  return (
    <header className="title-bar">
      <h1>Skein</h1>
      <DatasetMenu />
      <span className="spacer" />
      {open ? (
        <OnceShown>
          <ToolSwitch />
        </OnceShown>
      ) : null}
      <span className="spacer" />
      {open ? (
        <OnceShown>
          <DoubtsButton />
          <SyncBadge />
          <LayoutSwitch />
          <IconToggle
            label="Layers panel"
            icon={PanelLeft}
            command="left-bar"
            isSelected={sideBars.left}
            onChange={() => commands('left-bar')}
          />
          <IconToggle
            label="Inspector"
            icon={PanelRight}
            command="right-bar"
            isSelected={sideBars.right}
            onChange={() => commands('right-bar')}
          />
        </OnceShown>
      ) : null}
      <IconButton label="Keyboard and mouse" icon={CircleHelp} command="help" />
    </header>
  )
}

const layouts: readonly { readonly kind: LayoutKind; readonly words: string; readonly label: string }[] = [
  { kind: '4panel', words: 'Four panels', label: '' },
  { kind: 'xy', words: 'XY plane only', label: 'XY' },
  { kind: 'xz', words: 'XZ plane only', label: 'XZ' },
  { kind: 'yz', words: 'YZ plane only', label: 'YZ' },
  { kind: '3d', words: '3-D view only', label: '3D' },
]

function LayoutSwitch() {
  const change = useChange()
  const layout = useView((state) => state.layout)
  return (
    <ToggleButtonGroup
      aria-label="Layout"
      className="segmented"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[layout]}
      onSelectionChange={(keys) => {
        const chosen = layouts.find(({ kind }) => keys.has(kind))
        if (chosen) change(setLayout(chosen.kind))
      }}
    >
      {layouts.map(({ kind, words, label }) => (
        <Hint key={kind} label={words}>
          <ToggleButton id={kind} aria-label={words}>
            {label === '' ? <Grid2x2 size={14} aria-hidden /> : label}
          </ToggleButton>
        </Hint>
      ))}
    </ToggleButtonGroup>
  )
}
