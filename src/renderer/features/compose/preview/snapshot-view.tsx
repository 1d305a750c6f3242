import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { snapshotStateQuery } from '../../../api/snapshot-queries.ts'
import { Bytes, Count } from '../../../ui/values.tsx'
import { EffectList } from '../effect-summary.tsx'
import type { Composition } from '../use-composition.ts'
import classes from './preview.module.css'
import { changesOfState } from './state-after.ts'

/** Files, bytes and rows before and after, and everything else that a reader of the table would find changed. */
export function SnapshotView({ composition }: { readonly composition: Composition }): ReactNode {
  const { table, effect, checks, draft } = composition
  const { data } = useQuery({
    ...snapshotStateQuery({ tableId: table.tableId, version: table.head }),
    enabled: table.head >= 0n,
  })
  const besides = checks.content?.besides
  const changes = useMemo(
    () => (besides && (data || table.head < 0n) ? changesOfState(data, besides, draft.expectedVersion) : []),
    [besides, data, table.head, draft.expectedVersion],
  )
  if (!effect) return <p className={classes.note}>It can be told once every line can be read.</p>
  const { adds, removes } = effect
  const rows =
    table.totalRows === null || adds.rows === undefined || removes.rows === undefined
      ? null
      : table.totalRows + adds.rows - removes.rows
  return (
    <>
      <table className={classes.totals} aria-label="The table before and after">
        <thead>
          <tr>
            <th scope="col"> </th>
            <th scope="col">Files</th>
            <th scope="col">Size</th>
            <th scope="col">Rows</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{table.head < 0n ? 'before' : `v${table.head}`}</th>
            <td>
              <Count value={table.totalFiles} />
            </td>
            <td>
              <Bytes value={table.totalBytes} />
            </td>
            <td>{table.totalRows === null ? 'unknown' : <Count value={table.totalRows} />}</td>
          </tr>
          <tr>
            <th scope="row">with this draft</th>
            <td>
              <Count value={atLeastZero(table.totalFiles + BigInt(adds.files) - BigInt(removes.files))} />
            </td>
            <td>
              <Bytes value={atLeastZero(table.totalBytes + adds.bytes - removes.bytes)} />
            </td>
            <td>{rows === null ? 'unknown' : <Count value={atLeastZero(rows)} />}</td>
          </tr>
        </tbody>
      </table>
      <p className={classes.note}>
        Counted from the draft: an add of a file that lives already replaces it. The dry run has the server count.
      </p>
      <EffectList effect={effect} />
      <h3>Besides files</h3>
      {changes.length === 0 ? <p className={classes.note}>Schema, properties and protocol stay as they are.</p> : null}
      <ul className={classes.changes}>
        {changes.map(({ part, sign, subject, what }) => (
          <li key={`${part} ${sign} ${subject}`}>
            <b>{sign}</b> <span className={classes.note}>{part}</span> {subject} <span>{what}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function atLeastZero(value: bigint): bigint {
  return value < 0n ? 0n : value
}
