import { expect, test } from 'vitest'
import { foldersTo, visibleFolders } from './folder-nodes.ts'

const folder = (...names: string[]) => ({
  ...{ files: 1, bytes: 10n, total: names.length },
  folders: names.map(name => ({ name, files: 2, bytes: 5n })),
})

test('the open folders stand below the one that holds them, in its order', () => {
  const inside = new Map([
    ['', folder('a/', 'b/')],
    ['a/', folder('x/')],
    ['b/', undefined],
  ])
  expect(visibleFolders(inside).map(({ prefix, depth }) => `${depth} ${prefix}`)).toEqual([
    '0 ',
    '1 a/',
    '2 a/x/',
    '1 b/',
  ])
  expect(visibleFolders(inside)[0]).toMatchObject({ files: 5, bytes: 20n })
  expect(visibleFolders(new Map())).toEqual([])
})

test('a folder is in sight when those above it are open', () => {
  expect(foldersTo('')).toEqual([''])
  expect(foldersTo('a/')).toEqual([''])
  expect(foldersTo('a/b/')).toEqual(['', 'a/'])
  expect(foldersTo('s3://lake/a/')).toEqual(['', 's3://lake/'])
})
