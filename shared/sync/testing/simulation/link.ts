import type { Device, Link, Network, Process } from './team.ts'

export function openLink(network: Network, device: Device, process: Process | undefined): Link {
  const link: Link = {
    device,
    process,
    connection: network.nextConnection++,
    user: device.user,
    isOpen: false,
    hasLost: false,
    hasJoined: false,
    toStore: [],
    toClient: [],
    slowness: 1,
    backlog: 0,
  }
  network.links.push(link)
  return link
}

export function removeLink(network: Network, link: Link): void {
  const at = network.links.indexOf(link)
  if (at >= 0) network.links.splice(at, 1)
}
