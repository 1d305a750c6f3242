import type { ReactNode } from 'react'
import type { RowsPreview } from '../../../../shared/contract/rows-preview.ts'
import { formatCount } from '../../../ui/format.ts'
import classes from './preview.module.css'

/** The statements of a commit and the rows that they bring. */
export function RowsView({ preview }: { readonly preview: RowsPreview }): ReactNode {
  if (preview.kind === 'invalid') {
    return (
      <p className={classes.note}>
        A draft that breaks a rule becomes no rows: {preview.issues[0]?.message ?? 'see the checks'}
      </p>
    )
  }
  return (
    <>
      {preview.tables.map(({ table, statement, columns, rows, count }) => (
        <section key={table} className={classes.table} aria-label={table}>
          <h3>
            {table} <span className={classes.note}>{count === 1 ? 'one row' : `${formatCount(count)} rows`}</span>
          </h3>
          <pre className={classes.sql}>{statement}</pre>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard */}
          <section className={classes.rows} tabIndex={0} aria-label={`Rows of ${table}`}>
            <table>
              <thead>
                <tr>
                  {columns.map(column => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name besides their place
                  <tr key={index}>
                    {columns.map((column, place) => (
                      <td key={column} data-null={row[place] === null || undefined} title={row[place] ?? 'null'}>
                        {row[place] ?? 'null'}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {count > rows.length ? <p className={classes.note}>and {formatCount(count - rows.length)} more</p> : null}
        </section>
      ))}
      <p className={classes.note}>Then one statement records the version and advances the head:</p>
      <pre className={classes.sql}>{preview.record}</pre>
    </>
  )
}
