import type { FilterTerm } from './filter.ts'
import { printDuration, printQuantity } from './filter-quantity.ts'
import { quoteFilterValue } from './filter-tokens.ts'

/** The text that `parseFilter` reads back as these terms. */
export function printFilter(terms: readonly FilterTerm[]): string {
  return terms.map(printTerm).join(' ')
}

function printTerm(term: FilterTerm): string {
  switch (term.kind) {
    case 'not':
      return `-${printTerm(term.term)}`
    case 'operation':
      return `op:${term.names.map(quoteFilterValue).join(',')}`
    case 'committer':
      return `by:${term.names.map(quoteFilterValue).join(',')}`
    case 'app':
      return `txn:${term.names.map(quoteFilterValue).join(',')}`
    case 'path':
      return `path:${quoteFilterValue(term.text)}`
    case 'state':
      return `is:${term.state}`
    case 'versions':
      return term.from !== undefined && term.from === term.to
        ? `v:${term.from}`
        : `v:${term.from ?? ''}..${term.to ?? ''}`
    case 'age':
      return `${term.side === 'older' ? '>' : '<'}${printDuration(term.ms)}`
    case 'time':
      return `${term.side}:${new Date(term.timeMs).toISOString()}`
    case 'measure':
      return `${term.measure}${term.comparison}${printQuantity(term.value, term.measure === 'bytes')}`
  }
}
