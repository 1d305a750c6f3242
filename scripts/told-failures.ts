import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

const LINES_MAX = 12

const ofVitest = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

const spec = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.string(),
      results: z.array(z.object({ errors: z.array(z.object({ message: z.string().default('') })) })),
    }),
  ),
})
const suite = z.object({
  specs: z.array(spec),
  get suites() {
    return z.array(suite).optional()
  },
})
const ofPlaywright = z.object({ suites: z.array(suite) })

/** Each test of a report of vitest that failed, at its first try at least, with what it said; a file that did not load, too. */
export function failuresOfVitest(report: unknown): string[] {
  return ofVitest.parse(report).testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ failureMessages }) => failureMessages.length > 0)
    if (failed.length === 0 && message !== '') return [told(name, message)]
    return failed.map(({ fullName, status, failureMessages }) =>
      told(`${fullName} ${verdictOf(status === 'passed')}`, failureMessages.join('\n')),
    )
  })
}

/** Each failed test of a report of Playwright, and each that needed a second try, with the beginning of its first error. */
export function failuresOfPlaywright(report: unknown): string[] {
  return ofPlaywright
    .parse(report)
    .suites.flatMap(specsOf)
    .flatMap(({ title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ projectName, status, results }) => {
          const [error] = results.flatMap(({ errors }) => errors)
          return told(`${title} (${projectName}) ${verdictOf(status === 'flaky')}`, error?.message ?? '')
        }),
    )
}

function specsOf({ specs, suites = [] }: z.infer<typeof suite>): z.infer<typeof spec>[] {
  return [...specs, ...suites.flatMap(specsOf)]
}

function verdictOf(hasPassedLater: boolean): string {
  return hasPassedLater ? 'passed at its second try' : 'failed'
}

function told(title: string, message: string): string {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, LINES_MAX)
  return [title, ...lines.map(line => `    ${line}`)].join('\n')
}
