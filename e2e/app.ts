import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'

const SAMPLES_MS_MAX = 60_000

/** The app in its user's words: roles and labels, nothing of how it is made. */
export class App {
  readonly page: Page
  readonly #origin: string

  constructor(page: Page, origin: string) {
    this.page = page
    this.#origin = origin
  }

  get screen(): Locator {
    return this.page.getByRole('main')
  }

  async open(place: string): Promise<void> {
    await this.page.bringToFront()
    await this.page.goto(`${this.#origin}/#${place}`)
  }

  async sees(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true }).first()).toBeVisible()
  }

  async seesTitle(text: string | RegExp): Promise<void> {
    await expect(this.screen.getByRole('heading', { level: 1, name: text })).toBeVisible()
  }

  /** Makes the six sample tables of an empty desk, and waits until all of them are whole. */
  async makeSamples(): Promise<void> {
    await this.open('/tables')
    await this.screen.getByRole('button', { name: /Make six sample tables/ }).click()
    await expect(this.screen.getByRole('button', { name: 'Remove the samples' })).toBeVisible({
      timeout: SAMPLES_MS_MAX,
    })
    await expect(this.page.getByText(/^Make the sample/)).toHaveCount(0, { timeout: SAMPLES_MS_MAX })
  }

  /** Has a log looked through, up to the question how it shall come in. */
  async scanLog(path: string): Promise<void> {
    await this.open('/import')
    await this.page.getByLabel('Folder of the table').fill(path)
    await this.page.getByRole('button', { name: 'Look through it' }).click()
    await expect(this.page.getByRole('form', { name: 'Plan of the import' })).toBeVisible()
  }

  async importLog(path: string, name: string): Promise<void> {
    await this.scanLog(path)
    await this.page.getByLabel('Name of the table').fill(name)
    await this.page.getByRole('button', { name: 'Import', exact: true }).click()
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Opens a new draft of the table and writes these actions into it. */
  async writeDraft(table: string, actions: readonly object[]): Promise<void> {
    await this.open(`/t/${table}/compose`)
    await this.replaceActions(actions)
  }

  async replaceActions(actions: readonly object[]): Promise<void> {
    const editor = this.page.getByRole('textbox', { name: /^Actions of the draft/ })
    await editor.click()
    await this.press('ControlOrMeta+a', 'Delete')
    await this.page.keyboard.insertText(actions.map(action => JSON.stringify(action)).join('\n'))
  }

  /** Commits the draft that is open, through the question that comes first. */
  async commit(): Promise<void> {
    await this.page.bringToFront()
    const bar = this.page.getByRole('button', { name: /^Commit v\d+ …/ })
    await expect(bar).toBeEnabled()
    await bar.click()
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Commit v\d+/ })
      .click()
  }

  /**
   * Looks once the page rests: what is read again stands dimmed for a moment, and colours change in steps, on purpose.
   * A page behind another is not painted, and keeps the colours that it had.
   */
  async hasNoAxeFindings(): Promise<void> {
    await this.page.bringToFront()
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect(this.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
      await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0)
      const { violations } = await axe(this.page).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      const found = serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(node => node.html).join(' | ')}`)
      expect(found).toEqual([])
    }
    await this.page.emulateMedia({ colorScheme: null })
  }
}

/**
 * The rules of axe on a page without frames. What passes is not described; and it is the page itself that puts the answer
 * together, because the blank page that does so elsewhere stands in front of it: both take three times as long.
 */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
}

/** A file that no table holds yet. */
export function newFile(path: string, rows = 10): object {
  return {
    add: {
      path,
      partitionValues: {},
      size: 4096,
      modificationTime: 1_760_000_000_000,
      dataChange: true,
      stats: JSON.stringify({ numRecords: rows }),
    },
  }
}
