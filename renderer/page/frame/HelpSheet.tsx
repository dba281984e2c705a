import { X } from 'lucide-react'
import { Button, Dialog, Heading, Modal, ModalOverlay, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { useApp, useChange, useView } from '../app-context.ts'
import { showDialog } from '../view/recipes.ts'
import { INTERFACE_SCALES, scaleWords, setInterfaceScale } from '../window/interface-scale.ts'
import { keyCaps, type Section, shortcuts } from './shortcuts.ts'

const sections: readonly Section[] = ['Move', 'Look', 'Segments', 'Proofread', 'Window']

/** The sheet of keys and gestures, made from the table of the bindings. */
export function HelpSheet() {
  const change = useChange()
  const { start, host } = useApp()
  const isOpen = useView((state) => state.dialog?.kind === 'help')
  const close = () => change(showDialog(null))
  return (
    <ModalOverlay className="modal-overlay" isDismissable isOpen={isOpen} onOpenChange={close}>
      <Modal className="modal help-sheet">
        <Dialog>
          <div className="dialog-head">
            <Heading slot="title">Keyboard and mouse</Heading>
            <span className="faint">{start.about.join(' · ')}</span>
            {start.updates && (
              <Button className="button" onPress={() => void host.showUpdates()}>
                Updates…
              </Button>
            )}
            <Button className="icon-button" aria-label="Close" onPress={close}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          <InterfaceScale />
          <div className="help-columns">
            {sections.map((section) => (
              <HelpSection key={section} section={section} />
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** How large text and controls are: the one setting of the window, so it stands with the keys. */
function InterfaceScale() {
  const change = useChange()
  const scale = useView((state) => state.interfaceScale)
  return (
    <div className="row">
      <span>Size of text and controls</span>
      <ToggleButtonGroup
        aria-label="Size of text and controls"
        className="segmented"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[String(scale)]}
        onSelectionChange={(keys) => {
          const chosen = INTERFACE_SCALES.find((one) => keys.has(String(one)))
          if (chosen !== undefined) change(setInterfaceScale(chosen))
        }}
      >
        {INTERFACE_SCALES.map((one) => (
          <ToggleButton key={one} id={String(one)} className="number">
            {scaleWords(one)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  )
}

interface HelpRow {
  readonly words: string
  /** Alternative keys, each as its caps. */
  readonly ways: readonly (readonly string[])[]
}

function HelpSection({ section }: { readonly section: Section }) {
  return (
    <section className="help-section">
      <h3>{section}</h3>
      <dl>
        {rowsOf(section).map(({ words, ways }) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>
              {ways.map((caps) => (
                <span key={caps.join('+')}>
                  {caps.map((cap) => (
                    <kbd key={cap}>{cap}</kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Rows of a section: of a command's keys the first is shown (`H` beside `?`), and a group is one row. */
function rowsOf(section: Section): readonly HelpRow[] {
  const rows = new Map<string, (readonly string[])[]>()
  for (const row of shortcuts) {
    if (row.section !== section) continue
    const shown = row.id === 'help' ? ['?', 'H'] : row.keys.slice(0, 1)
    const words = row.group ?? row.words
    const ways = row.gesture ? [row.gesture.split('+')] : shown.map(keyCaps)
    rows.set(words, [...(rows.get(words) ?? []), ...ways])
  }
  return Array.from(rows, ([words, ways]) => ({ words, ways: brief(ways) }))
}

/** Several ways with the same caps before the last (Shift and four arrows) say those caps once; nine digits are 1 to 9. */
function brief(ways: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const [first] = ways
  if (!first || ways.length === 1) return ways
  if (ways.length > 4) return [[`${first.join(' ')} – ${ways.at(-1)?.join(' ')}`]]
  const before = first.slice(0, -1)
  const same = ways.every((way) => way.slice(0, -1).join() === before.join())
  return same ? [[...before, ...ways.map((way) => way.at(-1) ?? '')]] : ways
}
