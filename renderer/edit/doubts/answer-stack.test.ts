import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnswerStack } from './answer-stack.ts'

describe('answers to doubts and acts of the log in one order', () => {
  it('[UN8] undo takes back whatever came last, and redo gives it again in the same order', () => {
    const answers = createAnswerStack()
    answers.answered('first')
    answers.acted('c/s/1')
    answers.answered('second')
    expect(answers.next('undo', 'c/s/1')).toBe('second')
    answers.moved('undo')
    expect([answers.next('undo', 'c/s/1'), answers.next('redo', undefined)]).toEqual([undefined, 'second'])
    // The act is undone by the log: none is left to undo there.
    expect(answers.next('undo', undefined)).toBe('first')
    answers.moved('undo')
    expect([answers.next('undo', undefined), answers.next('redo', 'c/s/1')]).toEqual([undefined, 'first'])
    answers.moved('redo')
    expect(answers.next('redo', 'c/s/1')).toBeUndefined()
    expect(answers.next('redo', undefined)).toBe('second')
  })

  it('[UN8] acts of earlier sessions come before all answers', () => {
    const answers = createAnswerStack()
    answers.answered('d')
    expect(answers.next('undo', 'old/s/1')).toBe('d')
    answers.moved('undo')
    expect(answers.next('undo', 'old/s/1')).toBeUndefined()
  })

  it('[UN8] a new act or answer forgets the answers that were taken back', () => {
    const answers = createAnswerStack()
    answers.answered('a')
    answers.moved('undo')
    answers.acted('c/s/1')
    expect(answers.next('redo', undefined)).toBeUndefined()
    answers.answered('b')
    answers.moved('undo')
    answers.answered('c')
    expect(answers.next('redo', undefined)).toBeUndefined()
  })

  it('[UN8] whatever is answered, done, undone and redone: it is one stack', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('act', 'answer', 'undo', 'redo'), { maxLength: 40 }), (steps) => {
        const answers = createAnswerStack()
        // Beside it one plain stack, and the stacks of the log, which know acts alone.
        const undoable: string[] = []
        let redoable: string[] = []
        const actOf = (stack: readonly string[]) => stack.findLast((name) => name.startsWith('act'))
        for (const [i, step] of steps.entries()) {
          const name = `${step} ${i}`
          if (step === 'act') answers.acted(name)
          if (step === 'answer') answers.answered(name)
          if (step === 'act' || step === 'answer') {
            undoable.push(name)
            redoable = []
            continue
          }
          const [from, to] = step === 'undo' ? [undoable, redoable] : [redoable, undoable]
          const next = answers.next(step === 'undo' ? 'undo' : 'redo', actOf(from))
          expect(next ?? actOf(from)).toBe(from.at(-1))
          if (next !== undefined) answers.moved(step === 'undo' ? 'undo' : 'redo')
          const moved = from.pop()
          if (moved !== undefined) to.push(moved)
        }
      }),
    )
  })
})
