import { ObjectFailure } from './object-store.ts'

/** Refuses a key that could name something outside of its store. Keys are made by this program, names come from logs. */
export function checkKey(key: string): void {
  const steps = key.split('/')
  const isPlain = steps.every(step => step !== '' && step !== '.' && step !== '..')
  if (!isPlain || /[\0\\]/.test(key) || (process.platform === 'win32' && key.includes(':'))) {
    throw new ObjectFailure('refused', `Expected a name inside the table's folder, got ${JSON.stringify(key)}.`)
  }
}
