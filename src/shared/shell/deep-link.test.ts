import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deepLinkAmong, readDeepLink } from './deep-link.ts'

const addressOf = (link: string) => {
  const read = readDeepLink(link)
  return read.kind === 'screen' ? read.address : undefined
}

test('a link is the address of a screen, of the connection that it names or of the one that is shown', () => {
  expect(addressOf('deltadesk://c/lake-prod/t/orders/v/12?tab=files')).toBe('/c/lake-prod/t/orders/v/12?tab=files')
  expect(addressOf('deltadesk:///c/lake/tables/')).toBe('/c/lake/tables')
  expect(addressOf('DELTADESK://t/caf%C3%A9%20%2F/history')).toBe('/t/caf%C3%A9%20%2F/history')
  expect(addressOf('deltadesk://')).toBe('/tables')
  expect(addressOf('deltadesk://c/lake')).toBe('/c/lake/tables')
  expect(deepLinkAmong(['electron', '--x', 'deltadesk://tables'])).toBe('deltadesk://tables')
})

test('what is no screen, leads elsewhere or names files of this machine is refused with a reason', () => {
  for (const link of [
    ...['https://example.org', 'javascript:alert(1)', 'deltadesk:javascript:alert(1)', 'deltadesk://evil.example/x'],
    ...['deltadesk://t/../../etc', 'deltadesk://t/%2e%2e/x', 'deltadesk://t//x', 'deltadesk://tables?a=1?b=2'],
    ...['deltadesk://tables#/settings', 'deltadesk://t/<script>', 'deltadesk://t/%zz', 'deltadesk://t/%00%ff'],
    ...[
      'deltadesk://import?path=%5C%5Cevil%5Cshare',
      'deltadesk://replay?table=a&into=/tmp/x',
      `deltadesk://t/${'a'.repeat(3000)}`,
    ],
    ...['deltadesk://import?%70ath=/etc', 'deltadesk://c/LAKE/tables', 'deltadesk://c/..%2f/tables'],
  ]) {
    expect(readDeepLink(link), link).toMatchObject({ kind: 'refused', why: expect.stringMatching(/^The link was not/) })
  }
})

test('[W1] whatever a link holds, what is followed stays within the page and names no file of this machine', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'c/',
      'lake',
      't/',
      'import',
      '?',
      'path=',
      '%2e',
      '..',
      '/',
      '%',
      '#',
      '&',
      'javascript:',
      '\\',
      '\u202e',
    ),
    fc.string({ maxLength: 6, unit: 'binary' }),
  )
  const link = fc.array(piece, { maxLength: 12 }).map(pieces => `deltadesk://${pieces.join('')}`)
  fc.assert(
    fc.property(fc.oneof(link, fc.string({ unit: 'binary' })), given => {
      const address = addressOf(given)
      if (address === undefined) return
      const url = new URL(`app://deltadesk/#${address}`)
      expect([url.protocol, url.host, url.pathname, url.search]).toEqual(['app:', 'deltadesk', '/', ''])
      expect(address).toMatch(
        /^(\/c\/[a-z0-9-]+)?\/(tables|t|import|replay|copy|sim|drafts|activity|connections|mirror|settings)([/?]|$)/,
      )
      expect(address).not.toMatch(/\/\.\.?(\/|\?|$)|[<>"#\\\s]/)
      expect(new URLSearchParams(address.split('?')[1] ?? '').has('path')).toBe(false)
    }),
    { numRuns: 1_000 },
  )
})
