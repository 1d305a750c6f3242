import type { Issue } from '../../../shared/delta/issue.ts'
import type { StoredFile } from '../../postgres/write-lookups.ts'
import type { CommitSummary, IntakeOptions, IntakeProgress } from './commit-intake.ts'
import type { StreamedLook, Verdict } from './judge-commit.ts'
import type { LayoutPlan } from './row-layout.ts'

/** What is read, and where its rows are laid out. */
export type ReadRequest = Omit<IntakeOptions, 'layout' | 'onProgress'> & { readonly layout?: LayoutPlan | undefined }

export type ToCommitThread =
  /** Commits are told apart by `place` where several are read before they are judged. */
  | { readonly kind: 'read'; readonly place: number; readonly request: ReadRequest }
  | { readonly kind: 'judge'; readonly place: number; readonly look: StreamedLook }
  /** Answers `find`. */
  | { readonly kind: 'found'; readonly files: readonly StoredFile[] }
  /** What was read is needed no more. */
  | { readonly kind: 'forget' }

export interface CommitRead {
  readonly issues: readonly Issue[]
  /** Undefined where an issue is an error. */
  readonly summary: CommitSummary | undefined
}

export type FromCommitThread =
  | ({ readonly kind: 'progress' } & IntakeProgress)
  | ({ readonly kind: 'read' } & CommitRead)
  /** Asks for what is stored of these files; the next is asked for before this is answered, and answers keep the order. */
  | { readonly kind: 'find'; readonly fileKeys: string[] }
  | ({ readonly kind: 'judged' } & Verdict)
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined }
