/** The system's own name for a failure, such as ENOENT. */
export function systemReason(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)
}

const WORDS: Readonly<Record<string, string | undefined>> = {
  ENOENT: 'the folder that it lies in does not exist',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'this account may not do that',
  EPERM: 'this account may not do that',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the quota of space is used up',
  ELOOP: 'its symbolic links lead nowhere',
  ENAMETOOLONG: 'the path is too long',
  EIO: 'the device failed',
  ESTALE: 'the file server knows it no more',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/** The reason for people, with the system's own name behind it. */
export function reasonInWords(error: unknown): string {
  const reason = systemReason(error)
  const words = WORDS[reason]
  return words === undefined ? reason : `${words} (${reason})`
}
