import { useView } from '../app-context.ts'
import { OnceShown } from '../frame/OnceShown.tsx'
import { Section } from '../frame/Section.tsx'
import { Selection } from '../ids/Selection.tsx'
import { BeginSection } from '../practice/BeginSection.tsx'
import { PracticeSection } from '../practice/PracticeSection.tsx'
import { DoubtsSection } from '../proofread/doubts/DoubtsSection.tsx'
import { HistorySection } from '../proofread/HistorySection.tsx'
import { StopwatchSection } from '../proofread/StopwatchSection.tsx'
import { AttentionSection } from '../team/AttentionSection.tsx'

/** The side bar on the right: sections that fold. */
export function Inspector() {
  const count = useView((state) => state.selection.length)
  return (
    <aside className="side-bar right" aria-label="Inspector">
      <OnceShown>
        <BeginSection />
        <PracticeSection />
        <Section title="Selection" note={count === 0 ? undefined : count.toLocaleString('en')}>
          <Selection />
        </Section>
        <AttentionSection />
        <DoubtsSection />
        <HistorySection />
        <StopwatchSection />
      </OnceShown>
    </aside>
  )
}
