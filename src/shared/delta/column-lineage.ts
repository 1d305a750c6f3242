import type { Version } from './actions.ts'
import type { DataType, Schema, StructType } from './data-type.ts'
import { matchFields } from './match-fields.ts'
import { diffSchemas, type SchemaChange } from './schema-diff.ts'
import { typeText } from './type-text.ts'

/** One change in the life of a column. */
export interface ColumnEvent {
  readonly version: Version
  readonly change: SchemaChange
}

export interface ColumnLife {
  /** Logical names as they are now, or were at the end; `element`, `key` and `value` inside arrays and maps. */
  readonly path: readonly string[]
  /** Oldest first; begins with `added`, as far back as the history was told. */
  readonly events: readonly ColumnEvent[]
}

type Path = readonly string[]
type Lives = Map<string, ColumnLife>

const NO_COLUMNS: Schema = { kind: 'struct', fields: [] }

/**
 * Follows every column through the schemas of a table: what added, renamed, redefined and removed it. Columns are matched
 * as `diffSchemas` matches them, so that a renamed column keeps its life.
 */
export class ColumnLineage {
  #schema: Schema = NO_COLUMNS
  #lives: Lives = new Map()
  readonly #ended: ColumnLife[] = []

  /** Takes the schema of the next version; one equal to the last is no event. */
  apply(version: Version, schema: Schema): void {
    const changes = diffSchemas(this.#schema, schema)
    if (changes.length > 0) this.#follow(version, schema, changes)
    this.#schema = schema
  }

  /** The columns that there are, from the outside in. */
  get columns(): readonly ColumnLife[] {
    return [...this.#lives.values()]
  }

  /** Columns that were removed, oldest removal first; what stood inside them ended with them. */
  get ended(): readonly ColumnLife[] {
    return this.#ended
  }

  #follow(version: Version, schema: Schema, changes: readonly SchemaChange[]): void {
    const lives: Lives = new Map()
    const begin = (path: Path, change: SchemaChange) => lives.set(keyOf(path), { path, events: [{ version, change }] })
    const carry = (before: Path, after: Path) => {
      const life = this.#lives.get(keyOf(before))
      if (life) lives.set(keyOf(after), { path: after, events: life.events })
    }
    const end = (before: Path, after: Path, type: DataType) => {
      const change = changes.find(({ kind, path }) => kind === 'removed' && keyOf(path) === keyOf(after))
      const life = this.#lives.get(keyOf(before))
      if (!change || !life) return
      this.#ended.push({ path: before, events: [...life.events, { version, change }] })
      for (const { path } of innerNodes(type, before)) {
        const inside = this.#lives.get(keyOf(path))
        if (inside) this.#ended.push({ path, events: [...inside.events, { version, change }] })
      }
    }
    followStructs(this.#schema, schema, [], [], { begin, carry, end })
    for (const change of changes) {
      const life = lives.get(keyOf(change.path))
      if (change.kind === 'added' || change.kind === 'removed' || !life) continue
      lives.set(keyOf(change.path), { ...life, events: [...life.events, { version, change }] })
    }
    this.#lives = lives
  }
}

interface Steps {
  begin(path: Path, change: SchemaChange): void
  carry(before: Path, after: Path): void
  end(before: Path, after: Path, type: DataType): void
}

function followStructs(before: StructType, after: StructType, from: Path, to: Path, steps: Steps): void {
  const { pairs, removed } = matchFields(before.fields, after.fields)
  for (const field of removed) steps.end([...from, field.name], [...to, field.name], field.type)
  const olds = new Map(pairs.map(pair => [pair.after, pair.before]))
  for (const field of after.fields) {
    const path = [...to, field.name]
    const old = olds.get(field)
    if (old) {
      steps.carry([...from, old.name], path)
      followTypes(old.type, field.type, [...from, old.name], path, steps)
    } else {
      begin({ path, type: field.type, nullable: field.nullable }, steps)
      beginInside(field.type, path, steps)
    }
  }
}

function followTypes(before: DataType, after: DataType, from: Path, to: Path, steps: Steps): void {
  if (before.kind === 'struct' && after.kind === 'struct') {
    followStructs(before, after, from, to, steps)
  } else if (before.kind === 'array' && after.kind === 'array') {
    followInside('element', before.elementType, after.elementType, from, to, steps)
  } else if (before.kind === 'map' && after.kind === 'map') {
    followInside('key', before.keyType, after.keyType, from, to, steps)
    followInside('value', before.valueType, after.valueType, from, to, steps)
  } else {
    beginInside(after, to, steps)
  }
}

function followInside(role: string, before: DataType, after: DataType, from: Path, to: Path, steps: Steps): void {
  steps.carry([...from, role], [...to, role])
  followTypes(before, after, [...from, role], [...to, role], steps)
}

function beginInside(type: DataType, path: Path, steps: Steps): void {
  for (const node of innerNodes(type, path)) begin(node, steps)
}

function begin({ path, type, nullable }: InnerNode, steps: Steps): void {
  steps.begin(path, { kind: 'added', path, type: typeText(type), nullable })
}

interface InnerNode {
  readonly path: Path
  readonly type: DataType
  readonly nullable: boolean
}

/** Everything inside a type that can have a life of its own, from the outside in. */
function innerNodes(type: DataType, path: Path): InnerNode[] {
  switch (type.kind) {
    case 'struct':
      return type.fields.flatMap(field => withInside([...path, field.name], field.type, field.nullable))
    case 'array':
      return withInside([...path, 'element'], type.elementType, type.containsNull)
    case 'map':
      return [
        ...withInside([...path, 'key'], type.keyType, false),
        ...withInside([...path, 'value'], type.valueType, type.valueContainsNull),
      ]
    case 'primitive':
    case 'decimal':
    case 'parameterized':
    case 'unknown':
      return []
  }
  return type satisfies never
}

function withInside(path: Path, type: DataType, nullable: boolean): InnerNode[] {
  return [{ path, type, nullable }, ...innerNodes(type, path)]
}

function keyOf(path: Path): string {
  return JSON.stringify(path)
}
