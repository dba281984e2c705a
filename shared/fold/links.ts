import { lengthFor, longerBytes, longerInts } from '../ids/columns.ts'
import type { FoldTables, Links } from './tables.ts'

/** Adds a link between two points that no split has cut. `edit` is its merge, or -1 for a base edge (always in force). */
export function addLink(tables: FoldTables, a: number, b: number, edit: number, inForce: boolean): number {
  const { links } = tables
  const link = links.rows
  reserveLinks(links, link + 1)
  links.rows++
  links.a[link] = a
  links.b[link] = b
  links.edit[link] = edit
  links.since[link] = edit
  links.cutter[link] = -1
  links.inForce[link] = inForce ? 1 : 0
  if (edit < 0) links.baseLinks.add(Math.min(a, b), Math.max(a, b), link)
  if (inForce) {
    linkArc(tables, 2 * link)
    linkArc(tables, 2 * link + 1)
  }
  return link
}

export function reserveLinks(links: Links, rows: number): void {
  const length = lengthFor(rows, links.a.length)
  if (length === links.a.length) return
  links.a = longerInts(links.a, length)
  links.b = longerInts(links.b, length)
  links.nextArc = longerInts(links.nextArc, 2 * length)
  links.edit = longerInts(links.edit, length)
  links.since = longerInts(links.since, length)
  links.cutter = longerInts(links.cutter, length)
  links.inForce = longerBytes(links.inForce, length)
}

/** Rule E3: the link connects its ends now. */
export function isLive(links: Links, link: number): boolean {
  return links.inForce[link] === 1 && links.cutter[link]! < 0
}

/** Sets whether the merge of a link is in force. */
export function setInForce(tables: FoldTables, link: number, inForce: boolean): void {
  tables.links.inForce[link] = inForce ? 1 : 0
  for (const arc of [2 * link, 2 * link + 1]) {
    if (inForce) linkArc(tables, arc)
    else unlinkArc(tables, arc)
  }
}

function linkArc({ links, points }: FoldTables, arc: number): void {
  const start = pointOfArc(links, arc)
  links.nextArc[arc] = points.firstArc[start]!
  points.firstArc[start] = arc
}

function unlinkArc({ links, points }: FoldTables, arc: number): void {
  const start = pointOfArc(links, arc)
  const next = links.nextArc[arc]!
  if (points.firstArc[start] === arc) {
    points.firstArc[start] = next
    return
  }
  let before = points.firstArc[start]!
  while (links.nextArc[before] !== arc) before = links.nextArc[before]!
  links.nextArc[before] = next
}

function pointOfArc(links: Links, arc: number): number {
  return (arc & 1 ? links.b : links.a)[arc >> 1]!
}

/** The link of the base edge between two points, or -1 if that edge has not become a link. */
export function findBaseLink({ links }: FoldTables, u: number, v: number): number {
  const number = links.baseLinks.findWhere(Math.min(u, v), Math.max(u, v), () => true)
  return number < 0 ? -1 : links.baseLinks.tagOf(number)
}
