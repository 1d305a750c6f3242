import { expect } from 'vitest'
import { IS_DEFAULT_FOLDER } from '../real-logs.ts'
import { conformanceExceptions } from './exceptions.ts'
import { type CaseResult, printReport } from './report.ts'

export type Verdict =
  | { readonly kind: 'skip'; readonly reason: string }
  | {
      readonly kind: 'compared'
      /** Every way in which this program and the authority disagree. */
      readonly problems: readonly string[]
      readonly remark?: string | undefined
      /**
       * Two files of one log were held against each other. Where they disagree nobody says who is right, so only in the
       * default folder, whose contradictions are all listed as exceptions, is it an error.
       */
      readonly isCrossCheck?: boolean | undefined
    }

export function compared(problems: readonly string[], remark = ''): Verdict {
  return { kind: 'compared', problems, remark }
}

export function crossChecked(problems: readonly string[]): Verdict {
  return { kind: 'compared', problems, isCrossCheck: true }
}

/** The results of one suite: each verdict is weighed against the exceptions, written down and, if it has to, fails its test. */
export class ConformanceSuite {
  readonly #suite: string
  readonly #exceptions: ReadonlyMap<string, string>
  readonly #results: CaseResult[] = []

  constructor(suite: string) {
    this.#suite = suite
    this.#exceptions = conformanceExceptions(suite)
  }

  /** `key` is the name of the case in the list of exceptions, `label` the one that is printed. */
  settle(key: string, verdict: Verdict, skip: (reason: string) => void, label = key): void {
    const exception = this.#exceptions.get(key)
    const note = (result: CaseResult['result'], remark: string) => this.#results.push({ name: label, result, remark })
    if (verdict.kind === 'skip') {
      note('skip', verdict.reason)
      if (IS_DEFAULT_FOLDER) expect(exception, 'the case is not compared: its exception has to go').toBeUndefined()
      skip(verdict.reason)
      return
    }
    const { problems, remark = '', isCrossCheck = false } = verdict
    if (exception !== undefined) {
      note(problems.length > 0 ? 'except' : 'differ', exception)
      expect(problems, 'the case agrees: its exception has to go').not.toEqual([])
    } else if (problems.length === 0) {
      note('agree', remark)
    } else if (isCrossCheck && !IS_DEFAULT_FOLDER) {
      note('finding', problems.join('; '))
    } else {
      note('differ', problems.join('; '))
      expect(problems).toEqual([])
    }
  }

  print(): void {
    printReport(this.#suite, this.#results)
  }
}
