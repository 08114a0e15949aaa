import type { Locator, Page } from '@playwright/test';
import type { TestSshd } from '../../backend/test/bench/sshd.ts';
import { expect } from './boxes.ts';
import { printed } from './sshMachines.ts';

/** The adding of a machine over SSH, as whoever does it meets it. */
export class AddSshPage {
  readonly #view: Page;
  readonly dialog: Locator;
  /** How the trial went. */
  readonly trial: Locator;

  constructor(view: Page) {
    this.#view = view;
    this.dialog = view.getByRole('dialog', { name: 'Add host over SSH' });
    this.trial = this.dialog.getByRole('status', { name: 'Connection test' });
  }

  /** The way to it where there is no host yet. */
  get door(): Locator {
    return this.#view.getByRole('button', { name: /Another machine, over SSH/ });
  }

  field(name: string): Locator {
    // A way to sign in is called like what it asks for.
    return this.dialog
      .getByLabel(name, { exact: true })
      .and(this.#view.locator(':not([type=radio])'));
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }

  /** Says what the machine is called, and goes on to its host key. */
  async nameIt(name: string): Promise<void> {
    await this.field('Name').fill(name);
    await this.button('Next').click();
  }

  /** Compares the key that is asked about with what the machine's console prints, and pins it. */
  async pin(machine: TestSshd, verb = 'Pin key and continue'): Promise<void> {
    await expect(this.dialog).toContainText(machine.hostKey.fingerprint);
    await this.field('2. Paste what it prints').fill(printed(machine));
    await expect(this.dialog.getByText('Same key')).toBeVisible();
    await this.button(verb).click();
  }

  async givePassword(password: string): Promise<void> {
    await this.dialog.getByRole('radio', { name: 'Password' }).check();
    await this.field('Password').fill(password);
    await this.button('Test').click();
  }

  async giveKey(privateKey: string): Promise<void> {
    await this.dialog.getByRole('radio', { name: 'Private key' }).check();
    await this.field('Private key').fill(privateKey);
    await this.button('Test').click();
  }

  /** Saves what was tried, and is done. */
  async finish(name: string): Promise<void> {
    await this.button('Add host').click();
    await expect(this.dialog.getByRole('heading', { name: `${name} is added.` })).toBeVisible();
    await this.button('Done').click();
    await expect(this.dialog).toHaveCount(0);
  }
}
