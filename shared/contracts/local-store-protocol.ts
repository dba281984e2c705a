/** Main -> the store of this machine, a process of the app. */
export type ToLocalStore =
  /** The first message. The database lies in the folder `data`; the address and the token go into `connectionFile` too. */
  | { readonly kind: 'start'; readonly data: string; readonly connectionFile: string }
  /** Lets what is being committed be finished, and ends the process. */
  | { readonly kind: 'stop' }

/** The store of this machine -> main. */
export type FromLocalStore =
  /** It listens. `token` is that of this machine's user. */
  | { readonly kind: 'up'; readonly url: string; readonly token: string }
  /** It cannot start. `inUse`: another process has its folder. `reason` is a sentence. */
  | { readonly kind: 'failed'; readonly reason: string; readonly inUse: boolean }
