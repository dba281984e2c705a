import semver from 'semver'
import type { Feed, FeedFile, PackageKind } from './feed.ts'

/** What of an installed app decides which file it takes. */
export interface Installed {
  readonly version: string
  readonly platform: string
  readonly arch: string
  /** How it was installed; undefined where something else keeps it up to date, such as the system's package manager. */
  readonly kind: PackageKind | undefined
}

export type Choice =
  | { readonly kind: 'current' }
  /** A feed of an older version is never followed: it may be a signed one from before that somebody sends again. */
  | { readonly kind: 'older'; readonly version: string }
  /** `file` is undefined where the feed has none for this app. */
  | { readonly kind: 'newer'; readonly version: string; readonly file: FeedFile | undefined }

/** What a feed means for an installed app. */
export function chooseUpdate(feed: Feed, { version, platform, arch, kind }: Installed): Choice {
  if (semver.lt(feed.version, version)) return { kind: 'older', version: feed.version }
  if (!semver.gt(feed.version, version)) return { kind: 'current' }
  const file = feed.files.find((one) => one.platform === platform && one.arch === arch && one.kind === kind)
  return { kind: 'newer', version: feed.version, file }
}
