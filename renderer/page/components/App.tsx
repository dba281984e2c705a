import { usePage, useView } from '../page-context.ts'
import { DropArea } from './DropArea.tsx'
import { EmptyNote } from './EmptyNote.tsx'
import { FailureNote } from './FailureNote.tsx'
import { GoToDialog } from './GoToDialog.tsx'
import { HelpSheet } from './HelpSheet.tsx'
import { Inspector } from './Inspector.tsx'
import { LayersPanel } from './LayersPanel.tsx'
import { LostBanner, OpeningCard, ProblemCard, RestartedCard } from './Messages.tsx'
import { OpenUrlDialog } from './OpenUrlDialog.tsx'
import { PanelArea } from './PanelArea.tsx'
import { StoppedCard } from './proof/StoppedCard.tsx'
import { StartPage } from './StartPage.tsx'
import { StatusBar } from './StatusBar.tsx'
import { TitleBar } from './TitleBar.tsx'
import { ConnectDialog } from './team/ConnectDialog.tsx'

/** The window: title bar, side bars round the panels, status bar. */
export function App() {
  const { start } = usePage()
  const isOpen = useView((state) => state.dataset !== null)
  const isOpening = useView((state) => state.opening !== null)
  const sideBars = useView((state) => state.sideBars)
  // Started with something to open, the start page would only flash by.
  const failed = useView((state) => state.openProblem !== null)
  const waits = isOpening || (start.open.length > 0 && !failed)
  return (
    <div className="app">
      <TitleBar />
      <div className="middle">
        {/* Side bars and canvas keep their places while nothing is open, so that a first view fits at once. */}
        <div className="workspace" inert={!isOpen}>
          {sideBars.left ? <LayersPanel /> : null}
          <PanelArea />
          {sideBars.right ? <Inspector /> : null}
        </div>
        {isOpen || waits ? null : <StartPage />}
        <EmptyNote />
        <FailureNote />
        <div className="cards">
          <LostBanner />
          <RestartedCard />
          <StoppedCard />
          <OpeningCard />
          <ProblemCard />
        </div>
      </div>
      <StatusBar />
      <HelpSheet />
      <OpenUrlDialog />
      <GoToDialog />
      <ConnectDialog />
      <DropArea />
    </div>
  )
}
