import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useApp, useProof } from '../app-context.ts'
import { Section } from '../frame/Section.tsx'
import { keyOf } from '../frame/shortcuts.ts'
import { beginsHere } from './begins-here.ts'
import { figure } from './practice-words.ts'
import { showPlanted } from './show-planted.ts'

/** What a practice volume is and where to begin, until the first edit. */
export function BeginSection() {
  const app = useApp()
  const [shown, setShown] = useState(false)
  const practice = useProof((state) => state.practice)
  const begins = useProof(beginsHere)
  if (!begins || practice?.begin === undefined) return null
  const { falseSplits, falseMerges, begin } = practice
  return (
    <Section title="Begin here">
      <p className="hint number">
        This volume was made on this machine, to try things on. {figure(falseSplits)} false splits and{' '}
        {figure(falseMerges)} false merges are planted in it.
      </p>
      {shown ? (
        <p className="hint">
          The two selected segments are one neuron, and this is where they touch. Press <kbd>{keyOf('merge')}</kbd>,
          click one, click the other, and press <kbd>{keyOf('commit')}</kbd>. Practice counts it, and{' '}
          <kbd>{keyOf('undo')}</kbd> takes it back.
        </p>
      ) : null}
      <Button
        className={shown ? 'button small start' : 'button small start primary'}
        onPress={() => {
          showPlanted(app, begin)
          setShown(true)
        }}
      >
        {shown ? 'Show it again' : 'Show me a false split'}
      </Button>
    </Section>
  )
}
