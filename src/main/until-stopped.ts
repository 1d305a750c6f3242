const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Settles when the operating system or the user asks the process to stop. Whoever asks a second time does not want to
 * wait for an orderly end.
 */
export function untilStopped(): Promise<void> {
  return new Promise(resolve => {
    let asked = false
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        resolve()
      })
    }
  })
}
