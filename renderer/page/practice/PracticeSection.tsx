import { Button } from 'react-aria-components'
import { useApp, useProof } from '../app-context.ts'
import { Section } from '../frame/Section.tsx'
import { beginsHere } from './begins-here.ts'
import { figure, mendedWords, wayWords } from './practice-words.ts'
import { showPlanted } from './show-planted.ts'

/**
 * How far the segmentation is from the true one, at first and now. Only for datasets whose truth is known. Until the first
 * edit there is nothing to tell, and what says where to begin has its place.
 */
export function PracticeSection() {
  const app = useApp()
  const practice = useProof((state) => state.practice)
  const begins = useProof(beginsHere)
  if (!practice || begins) return null
  const { before, now, falseSplits, falseMerges, falseSplitsLeft, falseMergesLeft, begin } = practice
  const rows = [
    { words: 'Split', was: before.split, is: now.split },
    { words: 'Merge', was: before.merge, is: now.merge },
    { words: 'Sum', was: before.split + before.merge, is: now.split + now.merge },
  ]
  return (
    <Section title="Practice">
      <p className="hint number">
        <strong>{mendedWords(practice)}</strong>
      </p>
      <p className="hint number">
        False splits {figure(falseSplits - falseSplitsLeft)} of {figure(falseSplits)}, false merges{' '}
        {figure(falseMerges - falseMergesLeft)} of {figure(falseMerges)}. {wayWords(practice)}
      </p>
      {begin === undefined ? null : (
        <Button className="button small start" onPress={() => showPlanted(app, begin)}>
          Show a false split
        </Button>
      )}
      <details className="bits">
        <summary>In bits</summary>
        <table className="figures">
          <caption>Variation of information from the truth; less is better</caption>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">At first</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ words, was, is }) => (
              <tr key={words}>
                <th scope="row">{words}</th>
                <td>{was.toFixed(4)}</td>
                <td className={is < was ? 'better' : is > was ? 'worse' : ''}>
                  {is < was ? '↓ ' : is > was ? '↑ ' : ''}
                  {is.toFixed(4)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Section>
  )
}
