import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dataFolder, openDataFolder } from './data-folder.ts'

describe('the data folder', () => {
  test('is where each system keeps such things', () => {
    expect(dataFolder({}, 'linux', '/home/ada')).toBe('/home/ada/.local/share/deltadesk')
    expect(dataFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/ada')).toBe('/data/deltadesk')
    expect(dataFolder({}, 'darwin', '/Users/ada')).toBe('/Users/ada/Library/Application Support/Deltadesk')
    expect(dataFolder({ LOCALAPPDATA: '/local' }, 'win32', '/ada')).toBe('/local/Deltadesk')
  })

  test('a relative XDG_DATA_HOME is ignored', () => {
    expect(dataFolder({ XDG_DATA_HOME: 'data' }, 'linux', '/home/ada')).toBe('/home/ada/.local/share/deltadesk')
  })

  test('DELTADESK_HOME overrides it on every system', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(dataFolder({ DELTADESK_HOME: '/elsewhere', XDG_DATA_HOME: '/data' }, platform, '/h')).toBe('/elsewhere')
    }
  })

  test.skipIf(process.platform === 'win32')('is made with owner-only rights, also where it existed', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'deltadesk-folder-'))
    const folder = join(parent, 'a', 'b')
    await openDataFolder(folder)
    await openDataFolder(folder)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    await rm(parent, { recursive: true })
  })
})
