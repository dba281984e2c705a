import { useProof } from '../app-context.ts'
import { Section } from '../frame/Section.tsx'

/** How far the segmentation is from the true one, at first and now. Only for datasets whose truth is known. */
export function PracticeSection() {
  const practice = useProof((state) => state.practice)
  if (!practice) return null
  const { before, now, falseSplitsLeft, falseMergesLeft } = practice
  const rows = [
    { words: 'Split', was: before.split, is: now.split },
    { words: 'Merge', was: before.merge, is: now.merge },
    { words: 'Sum', was: before.split + before.merge, is: now.split + now.merge },
  ]
  return (
    <Section title="Practice">
      <table className="figures">
        <caption>Variation of information from the truth, in bits; less is better</caption>
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
      <p className="hint number">
        Left: {falseSplitsLeft.toLocaleString('en')} false splits, {falseMergesLeft.toLocaleString('en')} false merges
      </p>
    </Section>
  )
}
