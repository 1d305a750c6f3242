import type { ForecastReport, RebaseReport, RebaseRequest } from '../../../shared/contract/forecast.ts'
import type { RowsPreview } from '../../../shared/contract/rows-preview.ts'
import type { Checked } from '../../../shared/delta/issue.ts'
import { judgeForecast } from './judge-forecast.ts'
import { judgeRebase } from './judge-rebase.ts'
import type { LoadedWinners } from './loaded-winners.ts'
import { type DeclaredDraft, readDeclaredDraft } from './read-declared.ts'
import { rowsOfDraft } from './rows-of-draft.ts'

/** What can be asked about one draft. */
export type AboutDraft =
  | { readonly kind: 'declare'; readonly draft: RebaseRequest }
  /** Of the draft that was declared. */
  | { readonly kind: 'forecast'; readonly loaded: LoadedWinners }
  | { readonly kind: 'rebase'; readonly loaded: LoadedWinners }
  | { readonly kind: 'preview'; readonly draft: RebaseRequest; readonly copyRowsMin: number }

export type OfDraft =
  | { readonly kind: 'declared'; readonly declared: Checked<{ readonly scans: number }> }
  | { readonly kind: 'forecast'; readonly report: ForecastReport }
  | { readonly kind: 'rebase'; readonly report: RebaseReport }
  | { readonly kind: 'preview'; readonly preview: RowsPreview }
  | { readonly kind: 'failed'; readonly message: string }

/** Reads a draft and answers, in whichever thread it is. */
export class DraftReader {
  #read: { readonly draft: RebaseRequest; readonly declared: DeclaredDraft } | undefined

  answer(question: AboutDraft): OfDraft {
    switch (question.kind) {
      case 'declare':
        return { kind: 'declared', declared: this.#declare(question.draft) }
      case 'forecast': {
        const { draft, declared } = this.#declared()
        return { kind: 'forecast', report: judgeForecast(draft, declared, question.loaded) }
      }
      case 'rebase': {
        const { draft, declared } = this.#declared()
        return { kind: 'rebase', report: judgeRebase(draft, declared, question.loaded) }
      }
      case 'preview':
        return { kind: 'preview', preview: rowsOfDraft(question.draft, question.copyRowsMin) }
    }
    return question satisfies never
  }

  #declare(draft: RebaseRequest): Checked<{ readonly scans: number }> {
    const declared = readDeclaredDraft(draft)
    if (declared.kind === 'invalid') return declared
    this.#read = { draft, declared: declared.value }
    return { kind: 'ok', value: { scans: declared.value.reads.scans.length }, warnings: declared.warnings }
  }

  #declared() {
    if (this.#read === undefined) throw new Error('no draft was declared')
    return this.#read
  }
}
