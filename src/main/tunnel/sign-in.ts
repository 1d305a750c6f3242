import { readFile } from 'node:fs/promises'
import ssh2, { type AnyAuthMethod, type AuthenticationType, type Client, type NextAuthHandler, type Prompt } from 'ssh2'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import type { SshHop } from './ssh-hops.ts'
import { TunnelSecretNeeded } from './tunnel-secret-needed.ts'

/** What was answered to questions before, by what they were of. */
export type TunnelAnswers = ReadonlyMap<string, string>

export interface SignIn {
  /** What ssh2 asks for the next way to sign in. */
  readonly authHandler: (left: readonly AuthenticationType[] | null, isPartial: boolean, next: NextAuthHandler) => void
  /** Why it was given up; undefined while there is another way. */
  readonly problem: () => TunnelFailure | undefined
}

interface KeyFiles {
  readonly methods: readonly AnyAuthMethod[]
  /** Keys that need a passphrase that nobody gave, or another one. */
  readonly locked: readonly TunnelSecretNeeded[]
}

/**
 * The ways to sign in at a machine, as ssh takes them: the agent, the key files, then the password and what else the machine
 * asks for. What has to be answered by somebody ends the attempt with a TunnelSecretNeeded.
 */
export async function signInBy(hop: SshHop, client: Client, agent: string | undefined, answers: TunnelAnswers) {
  const { user, host } = hop
  const place = `${user}@${host}`
  const keys = await readKeys(hop, answers)
  const agents: AnyAuthMethod[] = agent === undefined ? [] : [{ type: 'agent', agent, username: user }]
  const queue = [...agents, ...keys.methods]
  const hasKeys = queue.length > 0
  const tried = new Set<AuthenticationType>()
  let answered: string | undefined
  let problem: TunnelFailure | undefined

  function giveUp(why: TunnelFailure): void {
    problem ??= why
    client.destroy()
  }
  function ask(of: string, title: string, why: string): void {
    giveUp(new TunnelSecretNeeded(of, title, why))
  }
  function prompted(prompts: readonly Prompt[], finish: (answers: string[]) => void): void {
    const known = prompts.map(({ prompt }) => ({
      words: wordsOf(prompt),
      answer: answers.get(`ssh ${place} ${prompt}`),
    }))
    const open = known.findIndex(({ answer }) => answer === undefined)
    const asked = prompts[open]
    answered = prompts[0]?.prompt ?? answered
    if (asked === undefined) finish(known.map(({ answer = '' }) => answer))
    else ask(`ssh ${place} ${asked.prompt}`, `${wordsOf(asked.prompt)} at ${place}`, `${place} asks for it.`)
  }

  const signIn: SignIn = {
    problem: () => problem,
    authHandler(left, isPartial, next) {
      const takes = (type: AuthenticationType) => left === null || left.includes(type)
      const key = takes('publickey') ? queue.shift() : undefined
      if (key !== undefined) return next(key)
      if (left === null) return next({ type: 'none', username: user })
      const [locked] = keys.locked
      if (takes('publickey') && locked !== undefined) return giveUp(locked)
      if (takes('password')) {
        const of = `ssh ${place}`
        const password = answers.get(of)
        if (password === undefined) return ask(of, `Password of ${place}`, `${place} asks for a password.`)
        if (!tried.has('password')) {
          tried.add('password')
          return next({ type: 'password', username: user, password })
        }
        if (!isPartial) return ask(of, `Password of ${place}`, `${place} did not take this password.`)
      }
      if (takes('keyboard-interactive') && !tried.has('keyboard-interactive')) {
        tried.add('keyboard-interactive')
        const prompt = (
          _name: string,
          _text: string,
          _language: string,
          prompts: Prompt[],
          finish: (all: string[]) => void,
        ) => prompted(prompts, finish)
        return next({ type: 'keyboard-interactive', username: user, prompt })
      }
      if (answered !== undefined) {
        const why = `${place} did not take what was answered.`
        return ask(`ssh ${place} ${answered}`, `${wordsOf(answered)} at ${place}`, why)
      }
      giveUp(new TunnelFailure(refusalOf(hop, hasKeys)))
    },
  }
  return signIn
}

/** A prompt of another machine is shown as one line. */
function wordsOf(prompt: string): string {
  return prompt
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .replace(/[:\s]+$/, '')
    .slice(0, 200)
}

function refusalOf({ user, host, port, keyFiles }: SshHop, hasKeys: boolean): string {
  const place = `${user}@${host}:${port}`
  if (hasKeys) return `${place} took neither the agent's keys nor the key files.`
  return `There is no agent and no key for ${place} (${keyFiles.join(', ')}), and it takes nothing else.`
}

async function readKeys({ user, keyFiles }: SshHop, answers: TunnelAnswers): Promise<KeyFiles> {
  const methods: AnyAuthMethod[] = []
  const locked: TunnelSecretNeeded[] = []
  for (const path of keyFiles) {
    const key = await readFile(path).catch(() => undefined)
    if (key === undefined) continue
    const of = `key ${path}`
    const passphrase = answers.get(of)
    const isOpen = !(ssh2.utils.parseKey(key, passphrase) instanceof Error)
    if (isOpen)
      methods.push({ type: 'publickey', key, username: user, ...(passphrase !== undefined && { passphrase }) })
    else if (passphrase !== '' && isEncrypted(key)) locked.push(passphraseNeeded(of, path, passphrase))
  }
  return { methods, locked }
}

function isEncrypted(key: Buffer): boolean {
  const parsed = ssh2.utils.parseKey(key)
  return parsed instanceof Error && /passphrase/i.test(parsed.message)
}

function passphraseNeeded(of: string, path: string, given: string | undefined): TunnelSecretNeeded {
  const why = given === undefined ? 'The key is encrypted.' : 'This is not its passphrase.'
  return new TunnelSecretNeeded(of, `Passphrase of ${path}`, `${why} Leave it empty to go on without this key.`)
}
