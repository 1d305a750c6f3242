import { describe, expect, test } from 'vitest'
import { readJson } from './json.ts'
import { jsonChecksumText } from './json-checksum.ts'

function checksumText(text: string) {
  const read = readJson(text)
  if (read.kind === 'invalid') throw new Error(read.issues[0]?.message)
  return jsonChecksumText(read.value)
}

describe('JSON checksum', () => {
  test('leaves are sorted by path, strings percent-encoded, numbers as they are written', () => {
    const text = '{"b":[1.0,{"z":true,"a":null}],"a b":"é*~","checksum":"x","c":{"checksum":"y"},"e":{},"n":-0e1}'
    expect(checksumText(text)).toMatchObject({
      value: '"a%20b"="%C3%A9%2A~","b"+0=1.0,"b"+1+"a"=null,"b"+1+"z"=true,"c"+"checksum"="y","n"=-0e1',
    })
  })

  test('positions sort as text', () => {
    const text = `[${Array.from({ length: 11 }, (_, index) => index).join(',')}]`
    expect(checksumText(text)).toMatchObject({ value: '0=0,1=1,10=10,2=2,3=3,4=4,5=5,6=6,7=7,8=8,9=9' })
  })

  test('a repeated name anywhere leaves no checksum', () => {
    expect(checksumText('{"a":[{"b":1,"b":1}]}')).toMatchObject({ kind: 'invalid', issues: [{ path: ['a', 0, 'b'] }] })
  })
})
