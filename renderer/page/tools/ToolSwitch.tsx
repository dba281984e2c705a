import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { useApp, useProof } from '../app-context.ts'
import { Hint } from '../frame/IconButton.tsx'
import { toTool, whyNoEditing } from '../proofread/live-proofreading.ts'

const tools = [
  { kind: 'browse', words: 'Browse', command: 'cancel', hint: 'Look around; nothing can be changed by a click' },
  { kind: 'merge', words: 'Merge', command: 'merge', hint: 'Join two segments' },
  { kind: 'split', words: 'Split', command: 'split', hint: 'Cut a segment in two' },
] as const

/** What a click in the panels does: the tools, each with its key. Disabled ones say why in their tooltip. */
export function ToolSwitch() {
  const { proof } = useApp()
  const tool = useProof((state) => state.tool.tool.kind)
  const why = useProof((state) => whyNoEditing(state.editing))
  // A doubt is looked at with the browsing hand.
  const selected = tool === 'doubt' ? 'browse' : tool
  return (
    <ToggleButtonGroup
      aria-label="Tool"
      className="segmented tools"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const chosen = tools.find(({ kind }) => keys.has(kind))
        if (chosen && (why === undefined || chosen.kind === 'browse')) {
          toTool(proof, { kind: 'choose', tool: chosen.kind })
        }
      }}
    >
      {tools.map(({ kind, words, command, hint }) => {
        const refused = kind === 'browse' ? undefined : why
        return (
          <Hint key={kind} label={refused ?? hint} command={command}>
            {/* Disabled in looks and to screen readers, but still there for the tooltip that says why. */}
            <ToggleButton
              id={kind}
              className={`tool ${kind} ${refused === undefined ? '' : 'refused'}`}
              aria-label={refused === undefined ? words : `${words}: not available. ${refused}`}
            >
              {words}
              {kind === 'browse' ? null : <kbd aria-hidden>{kind === 'merge' ? 'M' : 'C'}</kbd>}
            </ToggleButton>
          </Hint>
        )
      })}
    </ToggleButtonGroup>
  )
}
