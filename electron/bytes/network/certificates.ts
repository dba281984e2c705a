import { readFileSync } from 'node:fs'
import * as tls from 'node:tls'
import type { Environment } from './proxy-choice.ts'

/** Where systems keep the certificates that they trust, as one file of PEM: Debian, Red Hat, SUSE, Alpine, the BSDs. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * The certificates that a server may be vouched for by: those built into Node, those that the system trusts, and those of
 * the file `NODE_EXTRA_CA_CERTS`. A file that cannot be read adds none.
 */
export function trustedCertificates(environment: Environment): readonly string[] {
  const extra = environment['NODE_EXTRA_CA_CERTS']
  const extras = extra === undefined || extra === '' ? [] : certificatesOf(extra)
  return [...new Set([...tls.rootCertificates, ...systemCertificates(), ...extras])]
}

function systemCertificates(): readonly string[] {
  // Node 22.15 and newer ask the system itself.
  if (typeof tls.getCACertificates === 'function') return tls.getCACertificates('system')
  for (const file of SYSTEM_FILES) {
    const found = certificatesOf(file)
    if (found.length > 0) return found
  }
  return []
}

function certificatesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  } catch {
    return []
  }
}
