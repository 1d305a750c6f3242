import type { Action, CheckpointAction, CommitLine } from './actions.ts'
import type { Checked, Issue } from './issue.ts'
import { describeJson, type JsonObject, type JsonValue, jsonText, readJson } from './json.ts'
import { parseCommitInfo } from './parse-commit-info.ts'
import { parseAdd, parseCdc, parseRemove } from './parse-file-actions.ts'
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
  const chosen = chooseKey(read.value, index, kinds)
  if (chosen.kind === 'invalid') return chosen
  const { name, value } = chosen.value
  const parse = kinds.get(name)
  if (!parse) {
    return { kind: 'ok', value: { kind: 'unknown', name, text: jsonText(value) }, warnings: chosen.warnings }
  }
  if (value.kind !== 'object') {
    return refuse('shape.type', [index, name], `Expected an object, got ${describeJson(value)}`)
  }
  const issues = [...chosen.warnings]
  const action = parse(value, [index, name], issues)
  return issues.some(({ severity }) => severity === 'error')
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
): Checked<{ name: string; value: JsonValue }> {
  const [name, value] = [object.names[0], object.values[0]]
  if (object.names.length === 1 && name !== undefined && value !== undefined && value.kind !== 'null') {
    return { kind: 'ok', value: { name, value }, warnings: NONE }
  }
  return chooseAmongKeys(object, index, kinds)
}

function chooseAmongKeys(
  object: JsonObject,
  index: number,
  kinds: ReadonlyMap<string, unknown>,
): Checked<{ name: string; value: JsonValue }> {
  const present = [...object.members].filter(([, value]) => value.kind !== 'null')
  const known = present.filter(([name]) => kinds.has(name))
  const [chosen] = known.length > 0 ? known : present
  const repeated = object.duplicates[0]
  if (repeated !== undefined) {
    return refuse(
      'shape.duplicate-key',
      [index, repeated],
      `Expected one ${repeated}, got two: one of them would be lost`,
    )
  }
  if (!chosen) return refuse('shape.one-key', [index], 'Expected one action, got none')
  if (known.length > 1) {
    const names = known.map(([name]) => name).join(' and ')
    return refuse('shape.one-key', [index], `Expected one action, got ${names}: one of them would be lost`)
  }
  const [name, value] = chosen
  const warnings = present
    .filter(([other]) => other !== name)
    .map(([other]): Issue => {
      const message = `Expected one key in a line, got ${other} beside ${name}; readers ignore it`
      return { rule: 'shape.one-key', severity: 'warning', path: [index, other], message, section: SECTION }
    })
  return { kind: 'ok', value: { name, value }, warnings }
}

function refuse(rule: string, path: Path, message: string): Checked<never> {
  return { kind: 'invalid', issues: [{ rule, severity: 'error', path, message, section: SECTION }] }
}
