import { inspect } from 'node:util'

const HIDDEN = '[secret]'

/** A text that shows itself only to who asks by name: printing, inspecting and JSON give a placeholder. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  /** Another secret in the place of this one. */
  with(text: string): Secret {
    return new Secret(text)
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}
