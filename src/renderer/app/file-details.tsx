import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CopyIcon } from '../ui/copy-icon.tsx'
import { type Fact, FactList } from '../ui/fact-list.tsx'
import { formatCount } from '../ui/format.ts'
import { Bytes, Time } from '../ui/values.tsx'
import { type ShownFile, statsOfFile } from './add-file.ts'
import { ColumnStatistics } from './column-statistics.tsx'
import classes from './file-details.module.css'
import { type PartitionNames, partitionText } from './partition-text.ts'

export interface FileDetailsProps {
  readonly table: string
  readonly file: ShownFile
  readonly names: PartitionNames
  /** More to say above the facts. */
  readonly children?: ReactNode
}

/** Everything that an add says about its file, and the ways from here to its history. */
export function FileDetails({ table, file, names, children }: FileDetailsProps): ReactNode {
  return (
    <>
      <p className={classes.path}>
        <span>{file.path}</span> <CopyIcon value={file.path} what="the path" />
      </p>
      <div className={classes.actions}>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconHistory size={13} />}
          renderRoot={props => (
            <Link to="/t/$name/blame" params={{ name: table }} search={{ path: file.path }} {...props} />
          )}
        >
          History of this file
        </Button>
        <CopyIcon value={file.line} what="the action as JSON" />
      </div>
      {children}
      <FactList label="The file" facts={factsOf(table, file, names)} />
      <Statistics file={file} />
    </>
  )
}

function factsOf(table: string, { add, version, rows, partition }: ShownFile, names: PartitionNames): Fact[] {
  const addedIn = (
    <Link to="/t/$name/v/$version" params={{ name: table, version: `${version}` }} className={classes.link ?? ''}>
      v{`${version}`}
    </Link>
  )
  if (!add) return [{ name: 'added in', value: addedIn }]
  const { deletionVector: vector } = add
  const facts: (Fact | undefined)[] = [
    { name: 'added in', value: addedIn },
    { name: 'size', value: <Bytes value={add.size} /> },
    { name: 'rows', value: rows === undefined ? 'unknown' : formatCount(rows) },
    Object.keys(partition).length > 0 ? { name: 'partition', value: partitionText(partition, names) } : undefined,
    { name: 'written', value: <Time at={Number(add.modificationTime)} /> },
    vector && {
      name: 'deletion vector',
      value: `hides ${formatCount(vector.cardinality)} rows`,
      hint: `${vector.storageType} ${vector.pathOrInlineDv}`,
    },
    add.baseRowId === undefined ? undefined : { name: 'baseRowId', value: String(add.baseRowId) },
    add.clusteringProvider === undefined ? undefined : { name: 'clustered by', value: add.clusteringProvider },
    ...[...(add.tags ?? [])].map(([key, value]) => ({ name: `tag ${key}`, value: value ?? 'null' })),
    ...[...(add.extra ?? [])].map(([name, text]) => ({ name, value: text, mark: 'unknown to this app' })),
  ]
  return facts.filter(fact => fact !== undefined)
}

function Statistics({ file }: { readonly file: ShownFile }): ReactNode {
  const stats = statsOfFile(file)
  if (!stats) {
    return (
      <p className={classes.quiet}>{file.add?.stats ? 'Its statistics cannot be read.' : 'It has no statistics.'}</p>
    )
  }
  return (
    <div className={classes.stats}>
      <ColumnStatistics stats={stats}>
        <p className={classes.quiet}>Its statistics name no column.</p>
      </ColumnStatistics>
    </div>
  )
}
