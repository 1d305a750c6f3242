import type { ForecastReport, RebaseReport, RebaseRequest } from '../../../shared/contract/forecast.ts'
import type { RowsPreview } from '../../../shared/contract/rows-preview.ts'
import type { Checked } from '../../../shared/delta/issue.ts'
import { COMMIT_THREAD_HEAP_MB_MAX } from '../../../shared/limits.ts'
import { AnsweringThread } from '../../threads/answering-thread.ts'
import { isThreadsWork } from '../commit-plan.ts'
import { type AboutDraft, DraftReader, type OfDraft } from './draft-reader.ts'
import type { LoadedWinners } from './loaded-winners.ts'

/** Beside this file, as a source and as it is built. */
const FILE = new URL(`./draft-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** A draft that can be asked about: here where it is small, in a thread of its own where everything would wait for it. */
export interface HeldDraft extends AsyncDisposable {
  /** How many scans it declares; comes before the next two. */
  declare(): Promise<Checked<{ readonly scans: number }>>
  forecast(loaded: LoadedWinners): Promise<ForecastReport>
  rebase(loaded: LoadedWinners): Promise<RebaseReport>
  /** From `copyRowsMin` rows of a table on they go by COPY. */
  preview(copyRowsMin: number): Promise<RowsPreview>
}

/** Opens nothing yet but a thread where one is needed, which an abort ends. */
export function holdDraft(draft: RebaseRequest, signal: AbortSignal | undefined): HeldDraft {
  const { ask, end } = isThreadsWork(draft.actions) ? inThread(signal) : here()
  const answerOf = async <K extends OfDraft['kind']>(question: AboutDraft, kind: K) => {
    const answer = await ask(question)
    if (!isOfKind(answer, kind)) throw new Error(`${kind} was expected of a draft, ${answer.kind} came`)
    return answer
  }
  return {
    declare: async () => (await answerOf({ kind: 'declare', draft }, 'declared')).declared,
    forecast: async loaded => (await answerOf({ kind: 'forecast', loaded }, 'forecast')).report,
    rebase: async loaded => (await answerOf({ kind: 'rebase', loaded }, 'rebase')).report,
    preview: async copyRowsMin => (await answerOf({ kind: 'preview', draft, copyRowsMin }, 'preview')).preview,
    [Symbol.asyncDispose]: end,
  }
}

interface Asked {
  ask(question: AboutDraft): Promise<OfDraft>
  end(): Promise<void>
}

function here(): Asked {
  const reader = new DraftReader()
  return { ask: async question => reader.answer(question), end: async () => {} }
}

function inThread(signal = new AbortController().signal): Asked {
  const resourceLimits = { maxOldGenerationSizeMb: COMMIT_THREAD_HEAP_MB_MAX }
  const thread = new AnsweringThread<AboutDraft, OfDraft>({ file: FILE, name: 'draft-reader', resourceLimits }, signal)
  return { ask: question => thread.ask(question), end: () => thread[Symbol.asyncDispose]() }
}

function isOfKind<K extends OfDraft['kind']>(answer: OfDraft, kind: K): answer is Extract<OfDraft, { kind: K }> {
  return answer.kind === kind
}
