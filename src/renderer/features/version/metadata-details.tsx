import type { ReactNode } from 'react'
import type { Metadata } from '../../../shared/delta/actions.ts'
import { parseSchema } from '../../../shared/delta/schema.ts'
import { fieldsOf } from '../../../shared/delta/schema-walk.ts'
import { typeText } from '../../../shared/delta/type-text.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { FactList } from '../../ui/fact-list.tsx'
import { indentJson } from '../../ui/indent-json.ts'
import classes from './version.module.css'

/** A table's metadata for people: its columns with their types, what it is partitioned by, and its properties. */
export function MetadataDetails({ metadata }: { readonly metadata: Metadata }): ReactNode {
  const schema = parseSchema(metadata.schemaString)
  const properties = [...metadata.configuration].map(([name, value]) => ({ name, value }))
  return (
    <>
      <h2>
        Columns <CopyIcon value={metadata.schemaString} what="the schema as JSON" />
      </h2>
      {schema.kind === 'ok' ? (
        <table className={classes.stats}>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Null</th>
            </tr>
          </thead>
          <tbody>
            {fieldsOf(schema.value).map(({ field, path }) => (
              <tr key={path.join('\u0000')}>
                <th scope="row">
                  <span style={{ paddingLeft: `${(path.length - 1) * 12}px` }}>{path.slice(-1)}</span>
                  {metadata.partitionColumns.includes(path.join('.')) ? (
                    <span className={classes.partitionMark}>partition</span>
                  ) : null}
                </th>
                <td title={fieldTitle(field.metadata)}>{typeText(field.type)}</td>
                <td>{field.nullable ? 'yes' : 'not null'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className={classes.issue} data-severity="error">
          The schema cannot be read: {schema.issues.map(issue => issue.message).join(' ')}
        </p>
      )}
      <details className={classes.more} open={schema.kind !== 'ok'}>
        <summary>schemaString as written</summary>
        <pre className={classes.code}>{indentJson(metadata.schemaString)}</pre>
      </details>
      <h2>Properties</h2>
      {properties.length > 0 ? (
        <FactList label="Table properties" facts={properties} />
      ) : (
        <p className={classes.statsLine}>No property is set.</p>
      )}
    </>
  )
}

function fieldTitle(metadata: ReadonlyMap<string, string>): string | undefined {
  return metadata.size === 0 ? undefined : [...metadata].map(([key, text]) => `${key}: ${text}`).join('\n')
}
