import { Fragment } from 'react'
import { wordParts } from '../../../shared/words/ids-in-words.ts'
import { Chip } from './Chip.tsx'

/** A sentence whose ids are chips. */
export function Words({ text }: { readonly text: string }) {
  return (
    <span>
      {wordParts(text).map((part, at) =>
        part.kind === 'text' ? (
          <Fragment key={at}>{part.text}</Fragment>
        ) : (
          <Chip key={at} id={part.id} kind={part.kind} />
        ),
      )}
    </span>
  )
}
