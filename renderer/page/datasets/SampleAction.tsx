import { Sparkles } from 'lucide-react'
import { Button, Label, ProgressBar } from 'react-aria-components'
import { useApp, useView } from '../app-context.ts'

/** The first thing to do on the start page: open the sample, or make it and see how far that is. */
export function SampleAction() {
  const { session, host } = useApp()
  const sample = useView((state) => state.sample)
  if (sample.kind === 'made') {
    return (
      <Button className="start-action primary" autoFocus onPress={() => void session.open([sample.location])}>
        <Sparkles size={18} aria-hidden />
        <span>
          Open the sample
          <small>Made on this machine: neuropil with errors planted in its segmentation, to try things on</small>
        </span>
        <kbd>Enter</kbd>
      </Button>
    )
  }
  if (sample.kind === 'making') return <Making part={sample.part} />
  return (
    <>
      <Button className="start-action primary" autoFocus onPress={() => void host.makeSample()}>
        <Sparkles size={18} aria-hidden />
        <span>
          Make the sample volume
          <small>Neuropil to try things on, with planted errors: 140 MB, about a minute, without a network</small>
        </span>
        <kbd>Enter</kbd>
      </Button>
      {sample.problem === undefined ? null : (
        <p className="start-problem" role="alert">
          {sample.problem}
        </p>
      )}
    </>
  )
}

function Making({ part }: { readonly part: number }) {
  const { host } = useApp()
  return (
    <div className="start-action primary making">
      <Sparkles size={18} aria-hidden />
      <ProgressBar className="sample-progress" value={100 * part}>
        {({ percentage = 0, valueText }) => (
          <>
            <Label>Making the sample volume</Label>
            <span className="number">{valueText}</span>
            <div className="bar">
              <div style={{ width: `${percentage}%` }} />
            </div>
          </>
        )}
      </ProgressBar>
      <Button className="button" autoFocus onPress={() => void host.cancelSample()}>
        Cancel
      </Button>
    </div>
  )
}
