import { describe, expect, it } from 'vitest'
import { allowedExternalUrl } from './external-links.ts'
import { stoppedPage, stoppedUrl } from './stopped-page.ts'

describe('external links', () => {
  it('[SE5] opens https pages of the allow-list only', () => {
    const good = 'https://neuroglancer-docs.web.app/datasource/precomputed/volume.html'
    expect(allowedExternalUrl(good)).toEqual({ ok: true, value: good })
    for (const url of [
      'http://neuroglancer-docs.web.app/',
      'https://neuroglancer-docs.web.app.evil.example/',
      'https://neuroglancer-docs.web.app@evil.example/',
      'https://user@neuroglancer-docs.web.app/',
      'https://neuroglancer-docs.web.app:8443/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://host/share',
      'app://skein/index.html',
      'neuroglancer-docs.web.app',
      '',
    ]) {
      expect(allowedExternalUrl(url), url).toMatchObject({ ok: false, problem: { kind: 'forbidden' } })
    }
  })
})

describe('the stopped page', () => {
  it('[SE6] shows the reason as text, whatever it contains', () => {
    const reason = '<script>alert("1")</script> & \'quotes\''
    const text = stoppedPage(reason)
    expect(text).not.toContain('<script')
    expect(text).toContain('&#60;script&#62;')
    expect(new URL(stoppedUrl('app://skein', reason)).searchParams.get('reason')).toBe(reason)
  })
})
