import { appearance as schema, profile, type Appearance } from '@archnest/backend/contract';
import { request } from './api.ts';
import { api } from './apiPaths.ts';

/** Also read by `public/theme.js`, before the first paint. It holds no secret: the sign-in page looks the same. */
const storageKey = 'archnest-appearance';

/** How the last choices got to the server. */
export type SaveState = { at: 'idle' | 'saving' | 'saved' } | { at: 'failed'; message: string };

interface Ports {
  /** Where the attributes of the choices stand. */
  root: Pick<HTMLElement, 'setAttribute'>;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  save: (value: Appearance) => Promise<unknown>;
}

/**
 * How the page looks to its reader. A choice holds at once and everywhere; the server keeps it for their other
 * browsers, and this browser for its sign-in page. Choices that are made while one is being saved go together after it.
 */
export class AppearanceStore {
  readonly #ports: Ports;
  readonly #listeners = new Set<() => void>();
  #value: Appearance;
  #saving: SaveState = { at: 'idle' };
  /** Chosen and not with the server yet. */
  #unsaved = false;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#value = this.#remembered();
    this.#show();
  }

  get value(): Appearance {
    return this.#value;
  }

  get saving(): SaveState {
    return this.#saving;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What the server keeps for the user who is signed in. A choice that is on its way there is newer. */
  receive(value: Appearance): void {
    if (!this.#unsaved) this.#set(value);
  }

  /** Another user may be next: what could not be saved is not theirs. */
  forget(): void {
    this.#unsaved = false;
    this.#say({ at: 'idle' });
  }

  change(part: Partial<Appearance>): void {
    this.#set({ ...this.#value, ...part });
    this.#unsaved = true;
    if (this.#saving.at !== 'saving') void this.save();
  }

  /** Sends what is chosen; also the second try after a failure. */
  async save(): Promise<void> {
    this.#say({ at: 'saving' });
    let sent: Appearance | undefined;
    try {
      while (this.#unsaved && sent !== this.#value) {
        sent = this.#value;
        await this.#ports.save(sent);
        if (sent === this.#value) this.#unsaved = false;
      }
      this.#say({ at: 'saved' });
    } catch (error) {
      this.#say({ at: 'failed', message: error instanceof Error ? error.message : '' });
    }
  }

  #set(value: Appearance): void {
    this.#value = value;
    this.#show();
    try {
      this.#ports.storage.setItem(storageKey, JSON.stringify(value));
    } catch {
      // Then the sign-in page looks as it does to everybody.
    }
    this.#notify();
  }

  /** The theme's attribute is Mantine's to set: it alone knows what the system says. */
  #show(): void {
    const { root } = this.#ports;
    root.setAttribute('data-accent', this.#value.accent);
    root.setAttribute('data-font-size', this.#value.fontSize);
    root.setAttribute('data-density', this.#value.density);
    root.setAttribute('data-radius', this.#value.radius);
    root.setAttribute('data-motion', this.#value.motion);
  }

  #remembered(): Appearance {
    try {
      return schema.parse(JSON.parse(this.#ports.storage.getItem(storageKey) ?? '{}'));
    } catch {
      return schema.parse({});
    }
  }

  #say(saving: SaveState): void {
    this.#saving = saving;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

const nowhere: Ports = {
  root: { setAttribute: () => {} },
  storage: { getItem: () => null, setItem: () => {} },
  save: () => Promise.resolve(),
};

/** A blocked storage throws when it is named. */
function storage(): Ports['storage'] {
  try {
    return localStorage;
  } catch {
    return nowhere.storage;
  }
}

export const appearance = new AppearanceStore(
  typeof document === 'undefined'
    ? nowhere
    : {
        root: document.documentElement,
        storage: storage(),
        save: (value) => request('PATCH', api.me, profile, { appearance: value }),
      },
);

const scales: Record<Appearance['fontSize'], number> = { small: 0.925, medium: 1, large: 1.15 };

/** `--an-scale`, for what is measured in script. */
export const typeScale = () => scales[appearance.value.fontSize];

/** Nothing may move: the reader says so, here or in their system. */
export const motionless = () =>
  appearance.value.motion === 'reduced' ||
  window.matchMedia('(prefers-reduced-motion: reduce)').matches;
