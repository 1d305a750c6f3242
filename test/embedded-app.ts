/**
 * A stand-in for the app in a process of its own, to be killed by tests: starts the embedded server in the folder that
 * the arguments name, prints where it listens as one line of JSON, and stops when its input ends.
 */
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'

const [folder = '', shelter] = process.argv.slice(2)
const log = { info: () => {}, warn: () => {} }
const server = await startEmbeddedServer({ folder, shelter: shelter || undefined, log, settings: { fsync: 'off' } })
console.log(JSON.stringify({ port: server.config.port }))
process.stdin.on('end', () => void server.stop().then(() => process.exit(0))).resume()
