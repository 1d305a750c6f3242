import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashBytes } from './hash-bytes.ts'

test('a hash in slices is that of the whole, and others have their turn meanwhile', async () => {
  for (const size of [0, 1, 4 * 1024 * 1024, 9 * 1024 * 1024 + 5]) {
    const bytes = randomBytes(size)
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    expect(await hashBytes('sha256', bytes)).toEqual(createHash('sha256').update(bytes).digest())
    clearInterval(timer)
    if (size > 8 * 1024 * 1024) expect(turns).toBeGreaterThan(0)
    expect((await hashBytes('md5', bytes)).toString('hex')).toBe(createHash('md5').update(bytes).digest('hex'))
  }
})
