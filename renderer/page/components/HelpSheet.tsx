import { X } from 'lucide-react'
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { keyCaps, type Section, shortcuts } from '../input/shortcuts.ts'
import { useChange, usePage, useView } from '../page-context.ts'
import { showDialog } from '../state/recipes.ts'

const sections: readonly Section[] = ['Move', 'Look', 'Segments', 'Window']

/** The sheet of keys and gestures, made from the table of the bindings. */
export function HelpSheet() {
  const change = useChange()
  const { start } = usePage()
  const isOpen = useView((state) => state.dialog?.kind === 'help')
  const close = () => change(showDialog(null))
  return (
    <ModalOverlay className="modal-overlay" isDismissable isOpen={isOpen} onOpenChange={close}>
      <Modal className="modal help-sheet">
        <Dialog>
          <div className="dialog-head">
            <Heading slot="title">Keyboard and mouse</Heading>
            <span className="faint">Skein {start.version}</span>
            <Button className="icon-button" aria-label="Close" onPress={close}>
              <X size={16} aria-hidden />
            </Button>
          </div>
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

interface HelpRow {
  readonly words: string
  /** Alternatives, each as its caps. */
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

/** Rows of a section. Of a command's keys the first is shown, and `H` beside `?`; the nine layer keys are one row. */
function rowsOf(section: Section): readonly HelpRow[] {
  const rows: HelpRow[] = []
  for (const row of shortcuts) {
    if (row.section !== section) continue
    if (row.id.startsWith('layer-')) {
      if (row.id === 'layer-1') rows.push({ words: 'Show or hide layer 1 to 9', ways: [['1'], ['9']] })
      continue
    }
    const keys: readonly string[] = row.keys
    const shown = row.id === 'help' ? ['?', 'H'] : keys.slice(0, 1)
    rows.push({ words: row.words, ways: 'gesture' in row ? [row.gesture.split('+')] : shown.map(keyCaps) })
  }
  return rows
}
