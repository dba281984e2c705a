import type { CredentialServices } from '../credentials/login.ts'
import type { Limiter } from '../limiter.ts'
import type { OpenedPlace } from '../origin-source.ts'
import type { HttpClient } from './http/http-client.ts'

/**
 * One kind of place that bytes come from: a folder `sources/<scheme>/` and one line in `scheme-list.ts`. Every scheme but
 * `file` reads from elsewhere, so that links and dataset files of the web may name it.
 */
export interface Scheme {
  /** The words before `://` that name it, in lower case. */
  readonly words: readonly string[]
  /** How an address of it looks, for a sentence. */
  readonly example: string
  /**
   * Opens the folder that an address names, or the folder of the `.json` file that it names. Rejects with a `ProblemError`,
   * of kind 'not-a-volume' where the address is malformed.
   */
  open(given: GivenAddress, services: SchemeServices): Promise<OpenedPlace>
}

export interface GivenAddress {
  /** One of the scheme's words. */
  readonly word: string
  /** The whole address, such as `gs://bucket/em?x`; for `file` an address or a path that begins with `/`, `~` or a drive. */
  readonly text: string
  /** Names of folders further down, plain and none of them `..`: from the stages of the pipe form. */
  readonly inner: readonly string[]
}

/** What schemes share. */
export interface SchemeServices {
  /** The person's home folder, for `~`. */
  readonly home: string
  readonly client: HttpClient
  /** Shared by all folders on disk. */
  readonly disk: Limiter
  /** Reads the logins of this machine; without it, none is used. */
  readonly credentials?: CredentialServices | undefined
  /** Gets sentences about an open source that a person should read once. */
  readonly onNotice?: ((sentence: string) => void) | undefined
}
