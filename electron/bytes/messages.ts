import type { OpenedSource } from '../../shared/contracts/host-api.ts'
import type { Result } from '../../shared/problem.ts'

/**
 * The contract between the main process and the byte process (a utilityProcess). Main is the only one that opens
 * and closes sources; whoever holds a port may read every source that is open.
 */
export type ToByteProcess =
  /** Opens what a person pasted, dropped or gave to `--open`; relative paths are made absolute by main. The reply is `opened`. */
  | { readonly kind: 'open'; readonly id: number; readonly location: string }
  /** Opens a folder below a source that is open, see `HostApi.openBelow`. The reply is `opened`. */
  | { readonly kind: 'open-below'; readonly id: number; readonly sourceId: string; readonly folder: string }
  /** Looks for what to open in place of a source, see `HostApi.openInstead`. The reply is `instead`. */
  | { readonly kind: 'open-instead'; readonly id: number; readonly sourceId: string; readonly marks: readonly string[] }
  /** Forgets a source: its reads under way are cancelled and later ones get a problem. There is no reply. */
  | { readonly kind: 'close'; readonly sourceId: string }
  /**
   * Travels with exactly one MessagePortMain, which speaks shared/contracts/byte-protocol.ts and is served until its
   * other end closes. There is no reply. Send one message a port.
   */
  | { readonly kind: 'port' }
  /** The reply to `proxy-of`: a list as a proxy script returns it, such as `PROXY host:port; DIRECT`. */
  | { readonly kind: 'proxy'; readonly id: number; readonly list: string }

export type FromByteProcess =
  /**
   * The reply to `open` and `open-below`. Where a person opened a file that ends in `.json` (a `skein.json`), `location`
   * keeps that file, and the source's keys are relative to its folder.
   */
  | { readonly kind: 'opened'; readonly id: number; readonly result: Result<OpenedSource> }
  /** The reply to `open-instead`. */
  | { readonly kind: 'instead'; readonly id: number; readonly sentence: string | null }
  /** A sentence about an open source that a person should read once. There is no reply. */
  | { readonly kind: 'notice'; readonly sentence: string }
  /** Asks which proxy the system prescribes for an origin. Ids are counted apart from those of main. The reply is `proxy`. */
  | { readonly kind: 'proxy-of'; readonly id: number; readonly origin: string }
