import type { Finding } from '../rules.ts'

/** A path as Delta has it: a URI, relative to the table or absolute (Delta protocol, "Add File and Remove File"). */
export function checkPath(path: string, base: Finding['path']): readonly Finding[] {
  if (ORDINARY.test(path)) return NO_FINDINGS
  const place = [...base, 'path']
  const shown = JSON.stringify(path)
  if (path === '') return [{ rule: 'file.path-empty', path: place, message: 'Expected a path, got an empty one' }]
  const findings: Finding[] = []
  const broken = BROKEN_ESCAPE.exec(path)
  if (broken) {
    const message = `Expected %25 or % with two hexadecimal digits, got ${JSON.stringify(broken[0])} in ${shown}`
    findings.push({ rule: 'file.path-escape', path: place, message })
  }
  if (ABSOLUTE.test(path)) {
    findings.push({ rule: 'file.path-absolute', path: place, message: `Expected a relative path, got ${shown}` })
    return findings
  }
  const folders = path.split('/').map(decodeSegment)
  if (leavesRoot(folders)) {
    const message = `Expected a path below the table, got ${shown}, which leaves it`
    findings.push({ rule: 'file.path-leaves-table', path: place, message })
  }
  const hidden = folders.find(isHidden)
  if (hidden !== undefined) {
    const message = `Expected no hidden file or directory, got ${JSON.stringify(hidden)} in ${shown}`
    findings.push({ rule: 'file.path-hidden', path: place, message })
  }
  return findings
}

/** Relative, without escapes, no part of it hidden: nothing can be wrong with it. */
const ORDINARY = /^(?:[\dA-Za-z][\w.=+,-]*\/)*[\dA-Za-z][\w.=+,-]*$/
const NO_FINDINGS: readonly Finding[] = []
const BROKEN_ESCAPE = /%00|%(?![0-9a-fA-F]{2}).{0,2}/
const ABSOLUTE = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|\/)/

function leavesRoot(folders: readonly string[]): boolean {
  let depth = 0
  for (const folder of folders) {
    if (folder === '..') depth--
    else if (folder !== '' && folder !== '.') depth++
    if (depth < 0) return true
  }
  return false
}

/** As VACUUM of Spark sees it: `_change_data` and partition directories such as `_p=1` are visible. */
function isHidden(name: string): boolean {
  if (name === '.' || name === '..' || name === '_change_data') return false
  return (name.startsWith('_') && !name.includes('=')) || name.startsWith('.')
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
