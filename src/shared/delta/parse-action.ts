import type { Action, CheckpointAction, CommitLine } from './actions.ts'
import type { Checked, Issue } from './issue.ts'
import { describeJson, type JsonObject, type JsonValue, jsonText, readJson } from './json.ts'
import { parseCommitInfo } from './parse-commit-info.ts'
import { parseAdd, parseCdc, parseRemove } from './parse-file-actions.ts'
import { parsePlainAdd } from './parse-plain-add.ts'
import {
  parseCheckpointMetadata,
  parseDomainMetadata,
  parseMetadata,
  parseProtocol,
  parseSidecar,
  parseTxn,
} from './parse-table-actions.ts'

type Path = readonly (string | number)[]
type Parse<T> = (object: JsonObject, path: Path, issues: Issue[]) => T

/**
 * Reads one line of a commit (Delta protocol, "Actions"). `index` counts from zero and is the first step of every issue's
 * path. Kinds that belong into checkpoints alone (`checkpointMetadata`, `sidecar`) are unknown actions here.
 */
export function parseAction(text: string, index: number): Checked<CommitLine> {
  const plain = parsePlainAdd(text)
  if (plain)
    return { kind: 'ok', value: { action: plain.action, text, isCanonical: plain.isCanonical }, warnings: NONE }
  const parsed = parseLine(text, index, COMMIT_KINDS)
  if (parsed.kind === 'invalid') return parsed
  return { kind: 'ok', value: { action: parsed.value, text }, warnings: parsed.warnings }
}

/** Reads one line of a V2 checkpoint in JSON form. */
export function parseCheckpointAction(text: string, index: number): Checked<CheckpointAction> {
  return parseLine(text, index, CHECKPOINT_KINDS)
}

const SECTION = 'Actions'
const NONE: readonly Issue[] = []

const COMMIT_KINDS: ReadonlyMap<string, Parse<Action>> = new Map<string, Parse<Action>>([
  ['add', parseAdd],
  ['remove', parseRemove],
  ['metaData', parseMetadata],
  ['protocol', parseProtocol],
  ['txn', parseTxn],
  ['cdc', parseCdc],
  ['domainMetadata', parseDomainMetadata],
  ['commitInfo', parseCommitInfo],
])

const CHECKPOINT_KINDS: ReadonlyMap<string, Parse<CheckpointAction>> = new Map<string, Parse<CheckpointAction>>([
  ...COMMIT_KINDS,
  ['checkpointMetadata', parseCheckpointMetadata],
  ['sidecar', parseSidecar],
])

function parseLine<T extends CheckpointAction>(
  text: string,
  index: number,
  kinds: ReadonlyMap<string, Parse<T>>,
): Checked<T | Extract<Action, { kind: 'unknown' }>> {
  const read = readJson(text, [index])
  if (read.kind === 'invalid') return read
  if (read.value.kind !== 'object') {
    const message = `Expected an object that holds one action, got ${describeJson(read.value)}`
    return refuse('shape.type', [index], message)
  }
  const issues: Issue[] = []
  const chosen = chooseKey(read.value, index, kinds, issues)
  if (!chosen) return { kind: 'invalid', issues }
  const [name, value] = chosen
  const parse = kinds.get(name)
  if (!parse) return { kind: 'ok', value: { kind: 'unknown', name, text: jsonText(value) }, warnings: issues }
  if (value.kind !== 'object') {
    return refuse('shape.type', [index, name], `Expected an object, got ${describeJson(value)}`)
  }
  const action = parse(value, [index, name], issues)
  return issues.length > 0 && issues.some(({ severity }) => severity === 'error')
    ? { kind: 'invalid', issues }
    : { kind: 'ok', value: action, warnings: issues }
}

/**
 * A line holds one action. Keys whose value is null do not count, and unknown keys beside a known action are ignored, as
 * Spark does (its own test table has such lines); they stay in the line's text. Two known actions in one line are
 * refused: every reader would silently drop one of them.
 */
function chooseKey(
  object: JsonObject,
  index: number,
  kinds: ReadonlyMap<string, unknown>,
  issues: Issue[],
): readonly [name: string, value: JsonValue] | undefined {
  const [name, value] = [object.names[0], object.values[0]]
  if (object.names.length === 1 && name !== undefined && value !== undefined && value.kind !== 'null') {
    return [name, value]
  }
  const note = (rule: string, severity: Issue['severity'], steps: Path, message: string) => {
    issues.push({ rule, severity, path: [index, ...steps], message, section: SECTION })
    return undefined
  }
  const [repeated] = object.duplicates
  if (repeated !== undefined) {
    return note(
      'shape.duplicate-key',
      'error',
      [repeated],
      `Expected one ${repeated}, got two: one of them would be lost`,
    )
  }
  const present = [...object.members].filter(member => member[1].kind !== 'null')
  const known = present.filter(([key]) => kinds.has(key))
  const [chosen] = known.length > 0 ? known : present
  if (!chosen) return note('shape.one-key', 'error', [], 'Expected one action, got none')
  if (known.length > 1) {
    const names = known.map(([key]) => key).join(' and ')
    return note('shape.one-key', 'error', [], `Expected one action, got ${names}: one of them would be lost`)
  }
  for (const [other] of present.filter(member => member !== chosen)) {
    const message = `Expected one key in a line, got ${other} beside ${chosen[0]}; readers ignore it`
    note('shape.one-key', 'warning', [other], message)
  }
  return chosen
}

function refuse(rule: string, path: Path, message: string): Checked<never> {
  return { kind: 'invalid', issues: [{ rule, severity: 'error', path, message, section: SECTION }] }
}
