/**
 * One case of a conformance suite as it is printed: `agree`, `differ`, `skip` and `except` with the reason, or `finding`
 * where the files of one log contradict each other.
 */
export interface CaseResult {
  readonly name: string
  readonly result: 'agree' | 'differ' | 'skip' | 'except' | 'finding'
  readonly remark: string
}

/** Prints every case and the totals. */
export function printReport(suite: string, results: readonly CaseResult[]): void {
  const lines = results.map(({ name, result, remark }) => `${result.padEnd(7)} ${name}${remark ? `: ${remark}` : ''}`)
  const count = (wanted: CaseResult['result']) => results.filter(({ result }) => result === wanted).length
  const total = `${suite}: ${count('agree')} agree, ${count('differ')} differ, ${count('except')} excepted, ${count('skip')} skipped${count('finding') > 0 ? `, ${count('finding')} contradict themselves` : ''}`
  console.log([...lines, total].join('\n'))
}
