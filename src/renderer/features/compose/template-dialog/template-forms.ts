import type { TemplateRequest } from '../../../../shared/contract/templates.ts'
import { PROTOCOL_FEATURES } from '../../../../shared/delta/protocol-features.ts'
import { TABLE_PROPERTIES } from '../../../../shared/delta/table-property-table.ts'

export type TemplateName = TemplateRequest['template']
export type FormValues = Readonly<Record<string, string>>

/** One input of a template's form; `choices` are offered, `many` allows several of them, `check` is a yes or no. */
export interface FormField {
  readonly name: string
  readonly label: string
  readonly placeholder?: string
  readonly description?: string
  readonly kind: 'text' | 'mono' | 'choice' | 'many' | 'check'
  readonly choices?: readonly string[]
  readonly isOptional?: boolean
}

export interface TemplateForm {
  readonly title: string
  /** What the commit will do, and what it will not. */
  readonly summary: string
  readonly fields: readonly FormField[]
  readonly toRequest: (values: FormValues) => TemplateRequest
}

const text = (values: FormValues, name: string) => values[name] ?? ''
/** What is no number is left to the contract to refuse, with its name. */
const numberOf = (values: FormValues, name: string, otherwise: number) =>
  text(values, name).trim() === '' ? otherwise : Number(text(values, name).replaceAll(/[_,\s]/g, ''))
const rangeOf = (values: FormValues, name: string, otherwise: [number, number]): [number, number] => {
  const [low, high] = text(values, name).split(/[-–]/)
  if (low === undefined || low.trim() === '') return otherwise
  return [Number(low.replaceAll(/[_,\s]/g, '')), Number((high ?? low).replaceAll(/[_,\s]/g, ''))]
}
const PARTITIONS: FormField = {
  name: 'predicate',
  label: 'Partitions',
  placeholder: "country = 'DE'",
  description: 'Partition columns alone, so that every file is decided exactly.',
  kind: 'mono',
}

/** Every template that needs the table, in the order of the menu. */
export const TEMPLATE_FORMS: Readonly<Record<TemplateName, TemplateForm>> = {
  overwrite: {
    title: 'Overwrite partitions',
    summary: 'Removes every live file of the partitions. The files that take their place are yours to add.',
    fields: [PARTITIONS],
    toRequest: values => ({ template: 'overwrite', predicate: text(values, 'predicate') }),
  },
  delete: {
    title: 'Delete by predicate',
    summary:
      'Removes files whose rows all match, going by partitions and statistics. No data file is read or rewritten.',
    fields: [
      { name: 'predicate', label: 'Rows to delete', placeholder: "order_date < '2026-01-01'", kind: 'mono' },
      {
        name: 'leavePartial',
        label: 'Leave files alone that may match in part',
        description: 'Otherwise one such file refuses the whole template.',
        kind: 'check',
      },
    ],
    toRequest: values => ({
      template: 'delete',
      predicate: text(values, 'predicate'),
      leavePartial: values.leavePartial === 'true',
    }),
  },
  compact: {
    title: 'Compact files',
    summary: 'Replaces the files of each partition by one with the same number of rows, without changing data.',
    fields: [{ ...PARTITIONS, placeholder: "country = 'DE', or true for all" }],
    toRequest: values => ({ template: 'compact', predicate: text(values, 'predicate') }),
  },
  properties: {
    title: 'Set or unset a property',
    summary: 'Replaces the metadata with one property changed; raises the protocol where the property needs it.',
    fields: [
      {
        name: 'name',
        label: 'Property',
        placeholder: 'delta.appendOnly',
        kind: 'choice',
        choices: TABLE_PROPERTIES.map(({ name }) => name),
      },
      { name: 'value', label: 'Value', description: 'Empty takes the property away.', kind: 'mono', isOptional: true },
    ],
    toRequest: values => {
      const value = text(values, 'value')
      return { template: 'properties', changes: [{ name: text(values, 'name'), value: value === '' ? null : value }] }
    },
  },
  'add-column': {
    title: 'Add a column',
    summary: 'Adds a nullable column behind the others; files that are there already read as null in it.',
    fields: [
      { name: 'name', label: 'Name', kind: 'text' },
      {
        name: 'type',
        label: 'Type',
        kind: 'choice',
        choices: [
          'string',
          'long',
          'integer',
          'double',
          'boolean',
          'date',
          'timestamp',
          'timestamp_ntz',
          'decimal(10,2)',
          'binary',
        ],
      },
      { name: 'comment', label: 'Comment', kind: 'text', isOptional: true },
    ],
    toRequest: values => ({
      template: 'add-column',
      name: text(values, 'name'),
      type: text(values, 'type'),
      comment: text(values, 'comment'),
    }),
  },
  'rename-column': {
    title: 'Rename a column',
    summary: 'Gives a column another name; needs column mapping, because otherwise the name is how files are read.',
    fields: [
      { name: 'column', label: 'Column', placeholder: 'note, or address.street', kind: 'mono' },
      { name: 'to', label: 'New name', kind: 'text' },
    ],
    toRequest: values => ({ template: 'rename-column', column: text(values, 'column'), to: text(values, 'to') }),
  },
  upgrade: {
    title: 'Upgrade the protocol',
    summary: 'Makes the table support features and what they need. A commit cannot take this back.',
    fields: [{ name: 'features', label: 'Features', kind: 'many', choices: PROTOCOL_FEATURES.map(({ name }) => name) }],
    toRequest: values => ({ template: 'upgrade', features: text(values, 'features').split(',').filter(Boolean) }),
  },
  txn: {
    title: 'Next transaction of an application',
    summary: 'Records how far an application has come: one more than the last time.',
    fields: [{ name: 'appId', label: 'Application id', kind: 'mono' }],
    toRequest: values => ({ template: 'txn', appId: text(values, 'appId') }),
  },
  synthetic: {
    title: 'Make up files for a test',
    summary:
      'Adds files that do not exist, by a recipe: the same recipe makes the same files. No data file is written.',
    fields: [
      { name: 'count', label: 'Files', placeholder: '100', kind: 'mono' },
      { name: 'partitions', label: 'Partitions', placeholder: '10', kind: 'mono', isOptional: true },
      { name: 'size', label: 'Bytes of a file', placeholder: '1000000-2000000', kind: 'mono', isOptional: true },
      { name: 'rows', label: 'Rows of a file', placeholder: '1000-2000', kind: 'mono', isOptional: true },
      { name: 'stats', label: 'Columns with statistics', placeholder: '4', kind: 'mono', isOptional: true },
      { name: 'seed', label: 'Seed', placeholder: '1', kind: 'mono', isOptional: true },
    ],
    toRequest: values => ({
      template: 'synthetic',
      count: numberOf(values, 'count', 100),
      partitions: numberOf(values, 'partitions', 10),
      sizeBytes: rangeOf(values, 'size', [1_000_000, 2_000_000]),
      rows: rangeOf(values, 'rows', [1_000, 2_000]),
      statsColumns: numberOf(values, 'stats', 4),
      seed: numberOf(values, 'seed', 1),
    }),
  },
  domain: {
    title: 'Set or remove domain metadata',
    summary: 'Writes the configuration of a domain; the table must support domain metadata.',
    fields: [
      { name: 'domain', label: 'Domain', placeholder: 'my-app.settings', kind: 'mono' },
      {
        name: 'configuration',
        label: 'Configuration',
        description: 'Empty removes the domain.',
        kind: 'mono',
        isOptional: true,
      },
    ],
    toRequest: values => {
      const configuration = text(values, 'configuration')
      return {
        template: 'domain',
        domain: text(values, 'domain'),
        configuration: configuration === '' ? null : configuration,
      }
    },
  },
}

/** Whether every input that must have a value has one. */
export function isFilledIn({ fields }: TemplateForm, values: FormValues): boolean {
  return fields.every(
    ({ name, kind, isOptional }) => kind === 'check' || isOptional || text(values, name).trim() !== '',
  )
}
