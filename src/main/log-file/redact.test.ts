import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedactor } from './redact.ts'

const CANARY = 'c4n4ry-9f3'

describe('[W3] redacting', () => {
  test.each([
    `postgres://ada:${CANARY}@db.example:5432/lake?sslmode=require`,
    `postgresql://ada:${CANARY}:with@signs${CANARY}@db.example/lake`,
    `could not connect (password=${CANARY})`,
    `host=db password='${CANARY} with spaces' user=ada`,
    `PGPASSWORD=${CANARY} psql`,
    JSON.stringify({ config: { password: CANARY, user: 'ada' } }),
    JSON.stringify({ password: `with "${CANARY}" quotes` }),
    JSON.stringify({ message: JSON.stringify({ token: CANARY }) }),
    `https://bucket.example/x?X-Amz-Signature=${CANARY}&X-Amz-Credential=${CANARY}`,
    `https://account.example/x?sv=1&sig=${CANARY}&se=${CANARY}`,
    `Authorization: Bearer ${CANARY}`,
    `http://127.0.0.1:4000/#code=${CANARY}`,
    `sec-websocket-protocol: deltadesk.${CANARY.padEnd(43, 'x')}`,
    `-----BEGIN PRIVATE KEY-----\n${CANARY.replace('-', '')}\n-----END PRIVATE KEY-----`,
  ])('takes the secret out of %j', text => {
    const clean = createRedactor().redact(text)
    expect(clean).toContain('[redacted]')
    expect(clean).not.toContain(CANARY)
    expect(clean).not.toContain(CANARY.replace('-', ''))
  })

  test('keeps what is no secret', () => {
    const text = 'commit 7 of table "password-free" at http://127.0.0.1:4000/ took 12 ms, user ada@example.org'
    expect(createRedactor().redact(text)).toBe(text)
  })

  test('a known secret disappears from any text, plain, in JSON and in a URL', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }), fc.string(), (secret, around) => {
        fc.pre(!'[redacted]'.includes(secret))
        const redactor = createRedactor()
        redactor.add(secret)
        const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
        for (const form of forms) {
          expect(redactor.redact(`${around} ${form} ${around}`.replaceAll('[redacted]', ''))).not.toContain(` ${form} `)
        }
      }),
    )
  })

  test('a long hostile text is read in linear time', () => {
    const started = performance.now()
    createRedactor().redact(`postgres://${'a:'.repeat(200_000)}`)
    createRedactor().redact(`${'"password":"'.repeat(50_000)}${'\\'.repeat(200_000)}`)
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
