import { type FuseV1Config, FuseV1Options, FuseVersion } from '@electron/fuses'

/**
 * Electron's fuses (electronjs.org/docs/latest/tutorial/fuses): the app is no Node for whoever starts it, takes no
 * options of Node, encrypts its cookies, loads its code from its archive alone and checks that (macOS, Windows), and
 * gives file:// no privileges, which it never uses.
 */
const FUSES: Readonly<Record<FuseV1Options, boolean>> = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // It would need a snapshot file of its own.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Memory errors of WebAssembly are caught by the processor instead of by a check before each access.
  [FuseV1Options.WasmTrapHandlers]: true,
}

/** Fuses that the Electron of a test build may be too old for. */
const NEWER: readonly FuseV1Options[] = [FuseV1Options.GrantFileProtocolExtraPrivileges, FuseV1Options.WasmTrapHandlers]

/** The fuses that a build sets. */
export function fusesOf(isTest: boolean): Partial<Record<FuseV1Options, boolean>> {
  const all = Object.entries(FUSES)
  return Object.fromEntries(isTest ? all.filter(([fuse]) => !NEWER.includes(Number(fuse))) : all)
}

/** What the fuses plugin is told. The build that people get breaks on a fuse that is not named here. */
export function fuseConfig(isTest: boolean): FuseV1Config {
  const version = FuseVersion.V1
  return isTest ? { version, ...fusesOf(isTest) } : { version, strictlyRequireAllFuses: true, ...FUSES }
}
