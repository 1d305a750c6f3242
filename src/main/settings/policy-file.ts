import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Where whoever administers this machine says what holds for everybody on it. The place of the operating system always
 * counts; only where nothing lies there may DELTADESK_POLICY name another file, so that nobody can step around a policy.
 */
export function policyFile(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const place = systemPlace(environment, platform)
  if (existsSync(place)) return place
  return environment.DELTADESK_POLICY ? resolve(environment.DELTADESK_POLICY) : undefined
}

function systemPlace(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return '/Library/Application Support/Deltadesk/policy.json'
    case 'win32':
      return join(environment.ProgramData || 'C:\\ProgramData', 'Deltadesk', 'policy.json')
    default:
      return '/etc/deltadesk/policy.json'
  }
}
