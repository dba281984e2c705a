import { Button } from 'react-aria-components'
import { useApp, useChange, useProof } from '../app-context.ts'
import { Section } from '../frame/Section.tsx'
import { notify } from '../view/recipes.ts'
import { medians, PARTS, type Part, type TimedEdit, toCsv } from './stopwatch.ts'

/** The plot shows this many edits, the table fewer. */
const PLOTTED = 40
const LISTED = 6

/** Where the seconds of each edit went. Only this person sees it, on this machine. */
export function StopwatchSection() {
  const { host, clock } = useApp()
  const change = useChange()
  const timed = useProof((state) => state.timed)
  const editing = useProof((state) => state.editing.kind === 'open')
  if (!editing) return null
  const middle = medians(timed)
  return (
    <Section title="Stopwatch" note={timed.length === 0 ? undefined : timed.length.toLocaleString('en')} folded>
      <p className="faint hint">Private: kept on this machine, and given to nobody unless you copy it.</p>
      {middle ? (
        <>
          <Plot edits={timed.slice(-PLOTTED)} />
          <table className="figures">
            <caption>Seconds an edit; the newest first</caption>
            <thead>
              <tr>
                <th scope="col">Edit</th>
                {PARTS.map((part) => (
                  <th scope="col" key={part}>
                    <i className={`part-key ${part}`} aria-hidden />
                    {part === 'judging' ? 'judge' : part === 'acting' ? 'act' : part === 'waiting' ? 'wait' : part}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr className="middle-row">
                <th scope="row">median</th>
                {PARTS.map((part) => (
                  <td key={part}>{seconds(middle[part], part)}</td>
                ))}
              </tr>
              {timed
                .slice(-LISTED)
                .reverse()
                .map((edit) => (
                  <tr key={edit.atMs}>
                    <th scope="row">{edit.edit}</th>
                    {PARTS.map((part) => (
                      <td key={part}>{seconds(edit[part], part)}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
          <div className="row">
            <Button
              className="button small"
              onPress={() => void host.copyText(toCsv(timed)).then(() => change(notify('Copied the times as a table')))}
            >
              Copy as CSV
            </Button>
            <Button className="button small" onPress={clock.forgetAll}>
              Forget all
            </Button>
          </div>
        </>
      ) : (
        <p className="faint hint">The first edit starts the table.</p>
      )}
    </Section>
  )
}

/** One bar for each edit, with its parts stacked. The tallest bar fills the height. */
function Plot({ edits }: { readonly edits: readonly TimedEdit[] }) {
  const sum = (edit: TimedEdit) => PARTS.reduce((total, part) => total + edit[part], 0)
  const most = Math.max(1, ...edits.map(sum))
  return (
    <svg
      className="stopwatch-plot"
      viewBox={`0 0 ${PLOTTED * 5} 100`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Times of the last ${edits.length} edits; the longest took ${seconds(most)} seconds`}
    >
      {edits.map((edit, i) => {
        let top = 100
        return PARTS.map((part) => {
          const height = (100 * edit[part]) / most
          top -= height
          return <rect key={`${edit.atMs} ${part}`} className={part} x={i * 5} y={top} width={4} height={height} />
        })
      })}
    </svg>
  )
}

/** The decimals of each part, so that its column lines up. Waiting takes milliseconds, so it has more. */
function seconds(ms: number, part: Part = 'search'): string {
  return (ms / 1000).toFixed(part === 'waiting' ? 2 : 1)
}
