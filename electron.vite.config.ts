import { cp } from 'node:fs/promises'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

/** Main and preload for Electron; the page is built by vite.config.ts, for both hosts alike. */
export default defineConfig({
  main: {
    plugins: [copyMigrations()],
    build: {
      outDir: 'out/main',
      sourcemap: true,
      // Everything lies in one folder, so that a path beside a source file is a path beside the output.
      rolldownOptions: {
        input: [
          'src/main/electron.ts',
          'src/main/delta-log/checkpoint/checkpoint-worker.ts',
          'src/main/mirror/checkpoint/builder-worker.ts',
          'src/main/log/stream/commit-worker.ts',
          'src/main/log/held/draft-worker.ts',
          'src/main/replay/import-worker.ts',
        ],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      // A sandboxed preload is a CommonJS script that may require nothing but electron.
      rolldownOptions: { input: 'src/preload/preload.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
})

/** SQL files are read at run time, from a folder beside the program. */
function copyMigrations(): Plugin {
  return {
    name: 'copy-migrations',
    async writeBundle() {
      await cp('src/main/postgres/migrations', 'out/main/migrations', { recursive: true })
    },
  }
}
