import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../../test/temporary-folder.ts'
import { boundsInSight, keepWindowState, readWindowState } from './window-state.ts'

const folder = temporaryFolder()
const laptop = { workArea: { x: 0, y: 25, width: 1440, height: 875 } }
const right = { workArea: { x: 1440, y: 0, width: 2560, height: 1440 } }
const window = { x: 1600, y: 100, width: 1500, height: 900 }

test('a window comes back where it was while its display is there, and on another one without it', () => {
  expect(boundsInSight(window, [laptop, right])).toEqual(window)
  expect(boundsInSight(window, [laptop])).toEqual({ width: 1440, height: 875 })
  expect(boundsInSight({ ...window, x: 100, y: -400 }, [laptop])).toEqual({ width: 1440, height: 875 })
  expect(boundsInSight({ x: -1430, y: 25, width: 1440, height: 700 }, [laptop])).toEqual({ width: 1440, height: 700 })
  expect(boundsInSight({ x: 0, y: 25, width: 10, height: 10 }, [laptop])).toEqual({
    x: 0,
    y: 25,
    width: 1024,
    height: 640,
  })
  expect(boundsInSight(window, [])).toEqual({ width: 1500, height: 900 })
})

test('[W1] what is no state of a window is none', async () => {
  const file = join(folder(), 'deep', 'window.json')
  keepWindowState(file, { bounds: window, isMaximized: true })
  expect(readWindowState(file)).toEqual({ bounds: window, isMaximized: true })
  for (const text of ['', '[]', 'null', '{"bounds": {"x": "0"}}', '{"bounds": {"x":0,"y":0,"width":1e9,"height":1}}']) {
    await writeFile(file, text)
    expect(readWindowState(file), text).toBeUndefined()
  }
  expect(readWindowState(join(folder(), 'absent'))).toBeUndefined()
  keepWindowState(join(file, 'below-a-file'), { bounds: window, isMaximized: false })
  expect(await readFile(file, 'utf8')).toMatch(/bounds/)
})
