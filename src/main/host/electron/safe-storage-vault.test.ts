import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../../test/temporary-folder.ts'
import { type KeychainAccess, SafeStorageVault } from './safe-storage-vault.ts'

const folder = temporaryFolder()

/** Stands in for the keychain: what it encrypts cannot be read as it is. */
function keychain(changes: Partial<KeychainAccess> = {}): KeychainAccess {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map(byte => byte ^ 0x5a))
  return {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async text => turn(Buffer.from(text)),
    decryptStringAsync: async bytes => ({ result: turn(bytes).toString(), shouldReEncrypt: false }),
    ...changes,
  }
}

test('[W6] a secret is kept encrypted, in a file of its user alone, and is gone when it is forgotten', async () => {
  const path = join(folder(), 'secrets.json')
  const vault = new SafeStorageVault(keychain(), path, 'linux')
  await Promise.all([vault.write('a', 'canary-a'), vault.write('b', 'canary-b')])
  expect(await new SafeStorageVault(keychain(), path, 'linux').read('a')).toBe('canary-a')
  expect(await readFile(path, 'utf8')).not.toContain('canary')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await vault.remove('a')
  expect(await vault.read('a')).toBeUndefined()
  expect(await vault.read('b')).toBe('canary-b')
})

test('[W6] nothing is kept with a key that everybody knows, nor where the keychain does not answer', async () => {
  const path = join(folder(), 'none', 'secrets.json')
  const weak = [
    keychain({ getSelectedStorageBackend: () => 'basic_text' }),
    keychain({ getSelectedStorageBackend: () => 'unknown' }),
    keychain({ isAsyncEncryptionAvailable: async () => false }),
  ]
  for (const storage of weak) {
    const vault = new SafeStorageVault(storage, path, 'linux')
    await expect(vault.write('a', 'canary')).rejects.toThrow(/not stored/)
  }
  await expect(stat(path)).rejects.toThrow(/ENOENT/)
  const lost = new SafeStorageVault(
    keychain({
      decryptStringAsync: async () => {
        throw new Error('the key has changed')
      },
    }),
    join(folder(), 'secrets.json'),
    'darwin',
  )
  expect(await lost.read('b')).toBeUndefined()
})
