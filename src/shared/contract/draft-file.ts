import { z } from 'zod'
import type { Issue } from '../delta/issue.ts'
import { jsonText, readJson } from '../delta/json.ts'
import { DRAFT_BYTES_MAX, DRAFT_NOTES_MAX, DRAFT_TITLE_CHARACTERS_MAX } from '../limits.ts'
import { type KeptDraft, suppressionsSchema } from './kept-draft.ts'
import { askedIsolationSchema, commitIdSchema, declaredReadsSchema, tableIdSchema } from './schemas.ts'

export const DRAFT_FILE_ENDING = '.dldraft.json'

const FORMAT = 'deltadesk-draft'
/** What this program reads at most. */
const FORMAT_VERSION = 2
/** Of drafts that suppress nothing, so that every program which knows drafts can read them. */
const PLAIN_FORMAT_VERSION = 1
/** A version as text, so that every reader of JSON keeps it exact. */
const versionTextSchema = z.string().regex(/^-?\d{1,19}$/)

/** A draft as a file that leaves this program. What became of it here stays here. */
const draftFileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.union([z.literal(PLAIN_FORMAT_VERSION), z.literal(FORMAT_VERSION)]),
  title: z.string().max(DRAFT_TITLE_CHARACTERS_MAX),
  table: z.strictObject({ tableId: tableIdSchema, name: z.string().max(1_000) }),
  /** Under which it was or would have been sent from where it comes. */
  commitId: commitIdSchema,
  wasSent: z.boolean(),
  readVersion: versionTextSchema,
  expectedVersion: versionTextSchema,
  operation: z.string().max(200),
  committer: z.string().max(200),
  reads: declaredReadsSchema,
  isolationLevel: askedIsolationSchema.nullable(),
  suppressed: suppressionsSchema,
  notes: z.array(z.string()).max(DRAFT_NOTES_MAX),
  /** Newline-delimited Delta JSON. */
  actions: z.string().max(DRAFT_BYTES_MAX),
})
export type DraftFile = z.infer<typeof draftFileSchema>

/** What a file turned out to be that somebody wants to compose from. */
export type ReadDraftFile =
  | { readonly kind: 'draft'; readonly draft: DraftFile }
  /** Actions alone: a commit file, or an array of actions. */
  | { readonly kind: 'actions'; readonly text: string }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'broken'; readonly issues: readonly Issue[] }

/** The draft as the text of a `.dldraft.json` file. */
export function printDraftFile(draft: KeptDraft): string {
  const { suppressed = [] } = draft
  const file: DraftFile = {
    format: FORMAT,
    version: suppressed.length > 0 ? FORMAT_VERSION : PLAIN_FORMAT_VERSION,
    title: draft.title,
    table: { tableId: draft.tableId, name: draft.tableName },
    commitId: draft.commitId,
    wasSent: draft.wasSent,
    readVersion: draft.readVersion.toString(),
    expectedVersion: draft.expectedVersion.toString(),
    operation: draft.operation,
    committer: draft.committer,
    reads: draft.reads,
    isolationLevel: draft.isolationLevel,
    ...(suppressed.length > 0 ? { suppressed } : {}),
    notes: draft.notes,
    actions: draft.text,
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Reads what may be a draft file, a commit file or an array of actions. Total; nothing in it is acted upon. */
export function readDraftFile(text: string): ReadDraftFile {
  const trimmed = text.trim()
  if (trimmed.startsWith('[')) return readArray(trimmed)
  if (!isDraftLike(trimmed)) return { kind: 'actions', text }
  const parsed = parse(trimmed)
  if (parsed === undefined) return broken('draft-file.json', [], 'The draft file is cut off or is not JSON.')
  const version = versionOf(parsed)
  if (version !== undefined && version > FORMAT_VERSION) return { kind: 'newer', version }
  const read = draftFileSchema.safeParse(parsed)
  if (read.success) return { kind: 'draft', draft: read.data }
  return {
    kind: 'broken',
    issues: read.error.issues.map(({ path, message }) => ({
      rule: 'draft-file.shape',
      severity: 'error',
      path: path.map(step => (typeof step === 'number' ? step : String(step))),
      message,
    })),
  }
}

/** A commit file's first line is an action, whose only key is its name. */
function isDraftLike(text: string): boolean {
  return text.slice(0, 1_000).includes(`"${FORMAT}"`) && /^\{\s*"format"\s*:/.test(text)
}

function readArray(text: string): ReadDraftFile {
  const read = readJson(text)
  if (read.kind === 'invalid') return { kind: 'broken', issues: read.issues }
  if (read.value.kind !== 'array') return broken('draft-file.json', [], 'Expected an array of actions.')
  // Raw line ends stand between the tokens of JSON only, never inside a string.
  const lines = read.value.items.map(item => `${jsonText(item).replaceAll(/[\r\n]+/g, ' ')}\n`)
  return { kind: 'actions', text: lines.join('') }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function versionOf(value: unknown): number | undefined {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined
  return typeof version === 'number' ? version : undefined
}

function broken(rule: string, path: Issue['path'], message: string): ReadDraftFile {
  return { kind: 'broken', issues: [{ rule, severity: 'error', path, message }] }
}
