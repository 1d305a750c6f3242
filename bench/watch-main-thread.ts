export interface MainThreadWatch {
  /** Milliseconds of the longest time that the thread worked before it came back to its loop. */
  stop(): number
}

const LOOK_MS = 1

/**
 * Watches how long the main thread works without a break. It counts the thread's own CPU time: what it waits for a core on a
 * busy machine is no work of this program.
 */
export function watchMainThread(): MainThreadWatch {
  let longest = 0
  let last = process.threadCpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last)
    longest = Math.max(longest, user + system)
    last = process.threadCpuUsage()
  }, LOOK_MS)
  return {
    stop() {
      clearInterval(timer)
      return longest / 1000
    },
  }
}
