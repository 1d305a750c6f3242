import { describe, expect, test } from 'vitest'
import type { Action, CheckpointAction } from './actions.ts'
import { parseAction, parseCheckpointAction } from './parse-action.ts'

function action(text: string): Action {
  const parsed = parseAction(text, 0)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  return parsed.value.action
}

function checkpointAction(text: string): CheckpointAction {
  const parsed = parseCheckpointAction(text, 0)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  return parsed.value
}

/** `rule path` of every finding, errors marked. */
function findings(text: string): string[] {
  const parsed = parseAction(text, 3)
  const issues = parsed.kind === 'invalid' ? parsed.issues : parsed.warnings
  return issues.map(({ rule, severity, path }) => `${severity === 'error' ? '! ' : ''}${rule} ${path.join('.')}`)
}

const ADD = '"path":"p","partitionValues":{},"size":1,"modificationTime":2,"dataChange":true'
const add = (fields: string) => `{"add":{${ADD}${fields}}}`

describe('parseAction', () => {
  test('reads every field of an add', () => {
    const text =
      '{"add":{"path":"a=1/p","partitionValues":{"a":"1","b":null,"__proto__":""},"size":9007199254740993,' +
      '"modificationTime":-1,"dataChange":false,"stats":"{\\"numRecords\\":1}","tags":{"t":null},"deletionVector":' +
      '{"storageType":"u","pathOrInlineDv":"x","offset":0,"sizeInBytes":4,"cardinality":2,"maxRowIndex":7},' +
      '"baseRowId":0,"defaultRowCommitVersion":9223372036854775807,"clusteringProvider":"liquid","new":{"b":1,"a":1e2}}}'
    expect(action(text)).toEqual({
      kind: 'add',
      path: 'a=1/p',
      partitionValues: new Map([
        ['a', '1'],
        ['b', null],
        ['__proto__', ''],
      ]),
      size: 9007199254740993n,
      modificationTime: -1n,
      dataChange: false,
      stats: '{"numRecords":1}',
      tags: new Map([['t', null]]),
      deletionVector: {
        storageType: 'u',
        pathOrInlineDv: 'x',
        offset: 0,
        sizeInBytes: 4,
        cardinality: 2n,
        extra: new Map([['maxRowIndex', '7']]),
      },
      baseRowId: 0n,
      defaultRowCommitVersion: 9223372036854775807n,
      clusteringProvider: 'liquid',
      extra: new Map([['new', '{"b":1,"a":1e2}']]),
    })
  })

  test('null means absent, in whatever order the fields stand', () => {
    const text =
      '{"add":{"stats":null,"dataChange":true,"deletionVector":null,"tags":null,"size":1,"path":"p","baseRowId":null,' +
      '"modificationTime":2,"partitionValues":{}}}'
    expect(action(text)).toEqual(action(add('')))
    expect(findings(text)).toEqual([])
  })

  test.each([
    ['remove', '{"remove":{"path":"p","dataChange":true}}', { kind: 'remove', path: 'p', dataChange: true }],
    [
      'protocol',
      '{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["a"],"writerFeatures":[]}}',
      { kind: 'protocol', minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['a'], writerFeatures: [] },
    ],
    ['txn', '{"txn":{"appId":"a","version":-1}}', { kind: 'txn', appId: 'a', version: -1n }],
    [
      'domainMetadata',
      '{"domainMetadata":{"domain":"d","configuration":"{}","removed":true}}',
      { kind: 'domainMetadata', domain: 'd', configuration: '{}', removed: true },
    ],
    [
      'cdc',
      '{"cdc":{"path":"p","partitionValues":{},"size":1,"dataChange":false}}',
      { kind: 'cdc', path: 'p', partitionValues: new Map(), size: 1n, dataChange: false },
    ],
    ['unknown', '{"someday":[1.0,{}]}', { kind: 'unknown', name: 'someday', text: '[1.0,{}]' }],
    ['sidecar', '{"sidecar":{"path":"x"}}', { kind: 'unknown', name: 'sidecar', text: '{"path":"x"}' }],
  ])('reads %s', (_, text, expected) => {
    expect(action(text)).toEqual(expected)
    expect(findings(text)).toEqual([])
  })

  test('reads what a metaData of an old log leaves out as Spark does', () => {
    const text = '{"metaData":{"id":"i","configuration":{"a":"b","gone":null}}}'
    expect(action(text)).toEqual({
      kind: 'metaData',
      id: 'i',
      format: { provider: 'parquet', options: new Map() },
      schemaString: '',
      partitionColumns: [],
      configuration: new Map([['a', 'b']]),
    })
    expect(findings(text)).toEqual([
      'shape.null 3.metaData.configuration.gone',
      'shape.required 3.metaData.format',
      'shape.required 3.metaData.schemaString',
      'shape.required 3.metaData.partitionColumns',
    ])
  })

  test('a commitInfo keeps its text and gives what can be read of it', () => {
    const body =
      '{"timestamp":1.5,"operation":"WRITE","operationParameters":{"mode":"\\"Append\\""},"readVersion":3,"x":1e2}'
    expect(action(`{"commitInfo": ${body} }`)).toEqual({
      kind: 'commitInfo',
      text: body,
      operation: 'WRITE',
      operationParameters: '{"mode":"\\"Append\\""}',
      readVersion: 3n,
    })
    expect(findings(`{"commitInfo":${body}}`)).toEqual([])
  })

  test.each([
    ['an array', '[]', ['! shape.type 3']],
    ['no action', '{}', ['! shape.one-key 3']],
    ['a null action', '{"add":null}', ['! shape.one-key 3']],
    ['an action that is no object', '{"add":[]}', ['! shape.type 3.add']],
    ['two actions', '{"txn":{"appId":"a","version":1},"commitInfo":{}}', ['! shape.one-key 3']],
    ['one action twice', '{"commitInfo":{},"commitInfo":{}}', ['! shape.duplicate-key 3.commitInfo']],
    ['no JSON', '{"add":', ['! json.syntax 3.add']],
  ])('refuses %s', (_, text, expected) => {
    expect(findings(text)).toEqual(expected)
  })

  test('an unknown key beside an action is ignored and told, a null one not even told', () => {
    const text = `{"new":[1],"add":{${ADD}},"remove":null}`
    expect(action(text)).toEqual(action(add('')))
    expect(findings(text)).toEqual(['shape.one-key 3.new'])
  })

  test.each([
    ['path', 'shape.required'],
    ['size', 'shape.required'],
    ['modificationTime', 'shape.required'],
    ['dataChange', 'shape.required'],
  ])('refuses an add without %s', (field, rule) => {
    const text = add('')
      .replace(new RegExp(`"${field}":[^,}]+,?`), '')
      .replace(',}', '}')
    expect(findings(text)).toEqual([`! ${rule} 3.add.${field}`])
    expect(findings(add('').replace(new RegExp(`("${field}":)[^,}]+`), '$1null'))).toEqual([`! ${rule} 3.add.${field}`])
  })

  test('reads an add without partition values as one without partitions', () => {
    const text = add('').replace('"partitionValues":{},', '')
    expect(action(text)).toEqual(action(add('')))
    expect(findings(text)).toEqual(['shape.required 3.add.partitionValues'])
  })

  test.each([
    [',"stats":{}', '! shape.type 3.add.stats'],
    [',"tags":[]', '! shape.type 3.add.tags'],
    [',"tags":{"a":1}', '! shape.type 3.add.tags.a'],
    [',"baseRowId":"1"', '! shape.type 3.add.baseRowId'],
    [',"baseRowId":1.5', '! shape.type 3.add.baseRowId'],
    [',"baseRowId":9223372036854775808', '! shape.range 3.add.baseRowId'],
    [
      ',"deletionVector":{"storageType":"i","pathOrInlineDv":"","sizeInBytes":2147483648,"cardinality":0}',
      '! shape.range 3.add.deletionVector.sizeInBytes',
    ],
    [',"baseRowId":1e2', 'shape.number-form 3.add.baseRowId'],
    [',"tags":{"a":"1","a":"2"}', 'shape.duplicate-key 3.add.tags.a'],
    [',"size":5', 'shape.duplicate-key 3.add.size'],
    [',"baseRowId":-9223372036854775808', undefined],
    [',"tags":{"a":"1"},"stats":""', undefined],
  ])('judges an add with %s', (fields, expected) => {
    expect(findings(add(fields))).toEqual(expected === undefined ? [] : [expected])
  })

  test('the last of two equal names counts, as in Spark', () => {
    expect(action(add(',"size":5'))).toEqual({ ...action(add('')), size: 5n })
    expect(action(add(',"x":1,"x":2'))).toMatchObject({ extra: new Map([['x', '2']]) })
  })

  test('finds everything that is wrong at once and says what it got', () => {
    const parsed = parseAction('{"add":{"path":7,"size":"1"}}', 0)
    expect(parsed.kind === 'invalid' && parsed.issues.map(({ message }) => message)).toEqual([
      'Expected a string, got the number 7',
      'Expected the field, which the protocol requires; none stand in for it',
      'Expected a whole number, got the string "1"',
      'Expected a whole number, got nothing',
      'Expected true or false, got nothing',
    ])
  })

  test('no name changes a prototype', () => {
    const text = add(',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"tags":{"__proto__":"x"}')
    expect(action(text)).toMatchObject({ tags: new Map([['__proto__', 'x']]) })
    expect(action('{"__proto__":{"polluted":1}}')).toEqual({
      kind: 'unknown',
      name: '__proto__',
      text: '{"polluted":1}',
    })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

describe('parseCheckpointAction', () => {
  test('knows the two kinds that stand in checkpoints alone', () => {
    expect(checkpointAction('{"checkpointMetadata":{"version":3,"tags":{"a":"1"}}}')).toEqual({
      kind: 'checkpointMetadata',
      version: 3n,
      tags: new Map([['a', '1']]),
    })
    expect(checkpointAction('{"sidecar":{"path":"x.parquet","sizeInBytes":1,"modificationTime":2}}')).toEqual({
      kind: 'sidecar',
      path: 'x.parquet',
      sizeInBytes: 1n,
      modificationTime: 2n,
    })
    expect(checkpointAction(add(''))).toEqual(action(add('')))
  })

  test('refuses a sidecar without its size', () => {
    const parsed = parseCheckpointAction('{"sidecar":{"path":"x.parquet","modificationTime":2}}', 1)
    expect(parsed.kind === 'invalid' && parsed.issues).toMatchObject([
      { rule: 'shape.required', path: [1, 'sidecar', 'sizeInBytes'] },
    ])
  })
})
