import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'

interface SectionProps {
  readonly title: string
  /** A figure at the end of the title. */
  readonly note?: string | undefined
  readonly folded?: boolean
  readonly children: ReactNode
}

/** A section of the inspector, which folds. */
export function Section({ title, note, folded = false, children }: SectionProps) {
  return (
    <Disclosure className="section" defaultExpanded={!folded}>
      <Heading className="section-head">
        <Button slot="trigger" className="section-title">
          <ChevronRight size={14} aria-hidden />
          {title}
          {note === undefined ? null : <span className="faint number">{note}</span>}
        </Button>
      </Heading>
      <DisclosurePanel className="section-body">{children}</DisclosurePanel>
    </Disclosure>
  )
}
