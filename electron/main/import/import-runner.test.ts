import { expect, it } from 'vitest'
import type { FromImportProcess, ImportState, ToImportProcess } from '../../../shared/contracts/import-protocol.ts'
import { createImportRunner } from './import-runner.ts'

function runner() {
  const states: ImportState[] = []
  const sent: ToImportProcess[] = []
  let forks = 0
  let say = (_message: FromImportProcess): void => undefined
  let end = (_code: number): void => undefined
  const made = createImportRunner({
    fork() {
      forks += 1
      return {
        send: (message) => sent.push(message),
        kill: () => end(15),
        onMessage: (listener) => {
          say = listener
        },
        onExit: (listener) => {
          end = listener
        },
      }
    },
    onChange: (state) => states.push(state),
  })
  return {
    made,
    states,
    sent,
    forks: () => forks,
    say: (message: FromImportProcess) => say(message),
    end: (code: number) => end(code),
  }
}

const request = { out: '/out', labels: '/labels.tif' }

it('[IP15] an import tells how far it is, and where it lies in the end; a second one waits for its turn', () => {
  const { made, states, sent, forks, say } = runner()
  made.begin(request)
  made.begin({ out: '/other' })
  say({ kind: 'progress', part: 0.5, step: 'labels' })
  say({ kind: 'imported', location: '/out/skein.json' })
  expect(sent).toEqual([{ kind: 'begin', request }])
  expect(states).toEqual([
    { kind: 'running', part: 0, step: '' },
    { kind: 'running', part: 0.5, step: 'labels' },
    { kind: 'imported', location: '/out/skein.json' },
  ])
  made.begin(request)
  expect(forks()).toBe(2)
})

it('[IP15] it is stopped, it says why it failed, and a process that dies is told', async () => {
  const { made, states, sent, say, end } = runner()
  made.begin(request)
  made.stop()
  expect(sent.at(-1)).toEqual({ kind: 'stop' })
  say({ kind: 'stopped' })
  expect(states.at(-1)).toEqual({ kind: 'stopped' })
  made.begin(request)
  say({ kind: 'failed', reason: 'The disk is full' })
  expect(states.at(-1)).toEqual({ kind: 'failed', reason: 'The disk is full' })
  made.begin(request)
  end(11)
  expect(states.at(-1)).toEqual({ kind: 'failed', reason: 'The process that imports stopped (exit code 11)' })
  made.begin(request)
  await made.end()
  expect(states.at(-1)?.kind).toBe('failed')
  await made.end()
})
