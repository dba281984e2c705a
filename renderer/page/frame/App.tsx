import { useApp, useView } from '../app-context.ts'
import { LinkCard, LinkDialog } from '../datasets/LinkCard.tsx'
import { OpenUrlDialog } from '../datasets/OpenUrlDialog.tsx'
import { StartPage } from '../datasets/StartPage.tsx'
import { ExportCard } from '../exporting/ExportCard.tsx'
import { FigureDialog } from '../exporting/FigureDialog.tsx'
import { ImportDialog } from '../importing/ImportDialog.tsx'
import { LayersPanel } from '../layers/LayersPanel.tsx'
import { StoppedCard } from '../proofread/StoppedCard.tsx'
import { ConnectDialog } from '../team/ConnectDialog.tsx'
import { GoToDialog } from '../view/GoToDialog.tsx'
import { Inspector } from '../view/Inspector.tsx'
import { PanelArea } from '../view/PanelArea.tsx'
import { DropArea } from './DropArea.tsx'
import { HelpSheet } from './HelpSheet.tsx'
import { LostBanner, OpeningCard, ProblemCard, RestartedCard } from './Messages.tsx'
import { StatusBar } from './StatusBar.tsx'
import { TitleBar } from './TitleBar.tsx'

/** The window: title bar, side bars round the panels, status bar. */
export function App() {
  const { start } = useApp()
  const isOpen = useView((state) => state.dataset !== null)
  const isOpening = useView((state) => state.opening !== null)
  const sideBars = useView((state) => state.sideBars)
  // When the window starts with something to open, the start page would only flash by.
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
        <div className="cards">
          <LostBanner />
          <RestartedCard />
          <StoppedCard />
          <OpeningCard />
          <ExportCard />
          <ProblemCard />
          <LinkCard />
        </div>
      </div>
      <StatusBar />
      <HelpSheet />
      <OpenUrlDialog />
      <ImportDialog />
      <GoToDialog />
      <FigureDialog />
      <LinkDialog />
      <ConnectDialog />
      <DropArea />
    </div>
  )
}
