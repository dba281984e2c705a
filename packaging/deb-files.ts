import type { BuildKind } from './build-kind.ts'
import { MAINTAINER } from './maker-electron-builder.ts'

/** The type of a dataset's description, a file called `skein.json`, and of links `skein://...`. */
export const MIME_TYPE = 'application/x-skein+json'
const LINK_TYPE = 'x-scheme-handler/skein'

/** The libraries that Electron's Linux build loads; newer Debians call some of them by a name in t64. */
const DEPENDS = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libc6',
  'libcups2 | libcups2t64',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libxss1',
  'libxtst6',
]
/** The keychain, in which tokens of stores are kept, and links to the browser. */
const RECOMMENDS = ['libsecret-1-0', 'xdg-utils']

/**
 * A version in Debian's order: what follows a hyphen is a pre-release, which comes before its release
 * (deb-version(7): `~` sorts before everything).
 */
export function debianVersion(version: string): string {
  return version.replace('-', '~').replaceAll('-', '.')
}

/** @param sizeKiB of all files, once installed */
export function controlFile(kind: BuildKind, arch: string, sizeKiB: number): string {
  return [
    `Package: ${kind.name}`,
    `Version: ${debianVersion(kind.version)}`,
    'Section: science',
    'Priority: optional',
    `Architecture: ${arch}`,
    `Depends: ${DEPENDS.join(', ')}`,
    `Recommends: ${RECOMMENDS.join(', ')}`,
    `Installed-Size: ${sizeKiB}`,
    `Maintainer: ${MAINTAINER}`,
    'Description: workstation for proofreading connectomes',
    ' Skein streams electron-microscopy slices and their segmentation, and mends',
    ' the segmentation by merges and splits.',
    ...(kind.isTest ? [' .', ' This is a test build. Its Electron is not the official one.'] : []),
    '',
  ].join('\n')
}

/** freedesktop.org's Desktop Entry; `%U` is what is opened: files or links. */
export function desktopEntry(kind: BuildKind): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${kind.productName}`,
    'GenericName=Connectome proofreading',
    'Comment=Proofread the segmentation of electron-microscopy volumes',
    `Exec=${kind.name} %U`,
    `Icon=${kind.name}`,
    'Terminal=false',
    'StartupNotify=true',
    `StartupWMClass=${kind.name}`,
    'Categories=Science;Biology;MedicalSoftware;Education;',
    'Keywords=connectomics;neuron;segmentation;electron microscopy;',
    `MimeType=${MIME_TYPE};${LINK_TYPE};`,
    '',
  ].join('\n')
}

/** freedesktop.org's Shared MIME-info: a file called skein.json is a dataset, and JSON as well. */
export function mimeFile(): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">',
    `  <mime-type type="${MIME_TYPE}">`,
    '    <comment>Skein dataset</comment>',
    '    <sub-class-of type="application/json"/>',
    '    <glob pattern="skein.json" weight="80" case-sensitive="true"/>',
    '  </mime-type>',
    '</mime-info>',
    '',
  ].join('\n')
}
