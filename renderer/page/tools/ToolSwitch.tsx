import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { useApp, useProof } from '../app-context.ts'
import { Hint } from '../controls/IconButton.tsx'
import { toTool, whyNoEditing, whyNoSegments } from '../proofread/live-proofreading.ts'
import type { Choice } from './tool.ts'
import { chosen, toolOf } from './tool-list.ts'

/** The buttons of the tools, each with its key. The tooltip of a disabled one says why it is disabled. */
export function ToolSwitch() {
  const { proof } = useApp()
  const inHand = useProof((state) => state.tool.inHand)
  const whyNone = useProof((state) => whyNoEditing(state.editing))
  const whyBlind = useProof((state) => whyNoSegments(state.editing))
  const whyNot = ({ key, onlyLooks }: Choice) => (key === null ? undefined : onlyLooks ? whyBlind : whyNone)
  // A tool that has no button here, such as a doubt, shows as Browse.
  const selected = toolOf(inHand).choice ? inHand.kind : 'browse'
  return (
    <ToggleButtonGroup
      aria-label="Tool"
      className="segmented tools"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const tool = chosen.find(({ kind }) => keys.has(kind))
        if (tool && whyNot(tool.choice) === undefined) {
          toTool(proof, { kind: 'take', inHand: tool.empty })
        }
      }}
    >
      {chosen.map(({ kind, choice }) => {
        const { words, hint, key } = choice
        const refused = whyNot(choice)
        return (
          <Hint key={kind} label={refused ?? hint} command={key === null ? 'cancel' : kind}>
            {/* It looks disabled and screen readers say so, but it takes the pointer, for the sake of its tooltip. */}
            <ToggleButton
              id={kind}
              className={`tool ${kind} ${refused === undefined ? '' : 'refused'}`}
              aria-label={refused === undefined ? words : `${words}: not available. ${refused}`}
            >
              {words}
              {key === null ? null : <kbd aria-hidden>{key}</kbd>}
            </ToggleButton>
          </Hint>
        )
      })}
    </ToggleButtonGroup>
  )
}
