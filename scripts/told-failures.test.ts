import { expect, test } from 'vitest'
import { failuresOfPlaywright, failuresOfVitest } from './told-failures.ts'

test('a failed test is told with what it said, a file that did not load by its name, and what passed is not told', () => {
  const assertion = (fullName: string, status: string, ...failureMessages: string[]) => ({
    fullName,
    status,
    failureMessages,
  })
  const told = failuresOfVitest({
    testResults: [
      {
        name: 'a.test.ts',
        message: '',
        assertionResults: [
          assertion('a holds', 'failed', '\u001b[31mexpected 1\u001b[39m\nat a'),
          assertion('b holds', 'passed'),
          assertion('c holds', 'passed', 'too late'),
        ],
      },
      { name: 'b.test.ts', message: 'no such module', assertionResults: [] },
    ],
  })
  expect(told).toEqual([
    'a holds failed\n    expected 1\n    at a',
    'c holds passed at its second try\n    too late',
    'b.test.ts\n    no such module',
  ])
})

test('a page that needed a second try is told beside those that failed', () => {
  const spec = (title: string, status: string, ...errors: string[]) => ({
    title,
    tests: [
      { projectName: 'loopback', status, results: [{ errors: errors.map(message => ({ message })) }, { errors: [] }] },
    ],
  })
  const told = failuresOfPlaywright({
    suites: [
      { specs: [spec('a', 'flaky', 'no button')], suites: [{ specs: [spec('b', 'unexpected', 'no row')] }] },
      { specs: [spec('c', 'expected')] },
    ],
  })
  expect(told).toEqual(['a (loopback) passed at its second try\n    no button', 'b (loopback) failed\n    no row'])
})
