import { expect, it } from 'vitest'
import type { ShownPieces } from '../messages.ts'
import { drawnMesh } from '../scene/testing/drawn-mesh.ts'
import { tubeMesh } from '../scene/testing/tube-mesh.ts'
import { type PiecesPort, sendShown } from './send-shown.ts'

const tube = (label: bigint, x: number) => ({
  label,
  path: [
    [x, 0, 0],
    [x, 0, 90],
  ] as const,
  radius: () => 5,
  sides: 4,
})

it('[EX1, EX13, SK7] the pieces of the segments that are drawn are sent, lot by lot and when asked', () => {
  const mesh = tubeMesh([tube(5n, 10), tube(6n, 30), tube(7n, 50)], [0, 0, 0], 1)
  const first = drawnMesh(mesh, (piece) => piece !== 2)
  const line = { ...first, mesh: { ...first.mesh, isLine: true as const } }
  const none = drawnMesh(mesh, () => false)
  const sent: ShownPieces[] = []
  const port: PiecesPort = { postMessage: (message) => void sent.push(message), onmessage: null }
  sendShown([first, line, none], [6n, 7n], port)
  expect(sent).toEqual([])
  port.onmessage?.({ data: 'next' } as MessageEvent<'next'>)
  expect(sent.map(({ isLast }) => isLast)).toEqual([true])
  const [only] = sent[0]!.meshes
  expect(sent[0]!.meshes).toHaveLength(1)
  expect([[...only!.pieces], [...only!.segments]]).toEqual([[1], [6n]])
})
