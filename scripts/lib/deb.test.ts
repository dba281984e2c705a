import { describe, expect, it } from 'vitest'
import { whyNoDeb } from './deb.mjs'

describe('the trial of the Debian package', () => {
  it.each([
    [0, () => true, false, undefined],
    [0, (name: string) => name !== 'dpkg', false, 'no dpkg'],
    [undefined, () => false, false, 'no dpkg, dpkg-deb, dpkg-query, useradd, userdel, setpriv'],
    [1000, () => true, false, 'only root installs packages'],
    [0, () => true, true, 'skein-test is installed already, and these tests would remove it'],
  ])('[PK10] says why it is not tried: user %s, programs %s, installed %s', (uid, has, isInstalled, reason) => {
    expect(whyNoDeb(uid, has, isInstalled)).toBe(reason)
  })
})
