import type { Point } from '../../edit/messages.ts'
import { browse } from './browse.ts'
import { doubt } from './doubt.ts'
import { merge } from './merge.ts'
import { path } from './path.ts'
import { split } from './split.ts'
import type { Tool } from './tool.ts'

/** All tools, in the order of the switch. A new tool is added here and nowhere else. */
const all = [browse, merge, split, path, doubt] as const

type StateOf<T> = T extends Tool<infer S> ? S : never

/** The tool in hand and how far it has got: pure data. */
export type ToolInHand = StateOf<(typeof all)[number]>

export type ToolKind = ToolInHand['kind']

export const tools: readonly Tool<ToolInHand>[] = all

/** Those that a person chooses, in the switch or by their keys. */
export const chosen = tools.flatMap(({ kind, choice, empty }) => (choice && empty ? [{ kind, choice, empty }] : []))

const byKind = new Map(tools.map((tool) => [tool.kind, tool]))

export function toolOf({ kind }: ToolInHand): Tool<ToolInHand> {
  return byKind.get(kind) ?? browse
}

/** Equal texts for tools that show the same points for the same purpose; empty for none. */
export function shownKey(inHand: ToolInHand): string {
  const points = toolOf(inHand).points(inHand)
  switch (points.kind) {
    case 'none':
      return ''
    case 'light':
      return `light ${textOf(points.points)}`
    case 'merge':
      return `merge ${textOf([points.a, points.b])}`
    case 'split':
      return `split ${textOf(points.sources)} | ${textOf(points.sinks)}`
    case 'path':
      return `path ${textOf([points.a, points.b])}`
  }
}

function textOf(points: readonly Point[]): string {
  return points.map(({ supervoxel, position }) => `${supervoxel}@${position.join()}`).join(' ')
}
