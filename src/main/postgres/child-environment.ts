/** The variables in which a password is given to us. */
const SECRET = /^(PGPASSWORD|DELTADESK_DATABASE)$/

/** What programs that we start see of our environment: all but the passwords that were meant for us. */
export function childEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRET.test(name)))
}

/** What Node writes of a crash has no environment in it from now on. */
export function keepEnvironmentOutOfReports(): void {
  process.report.excludeEnv = true
}
