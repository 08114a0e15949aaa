import { appearance as schema, type Appearance } from '@archnest/backend/contract';
import { expect, it, vi } from 'vitest';
import { AppearanceStore } from './appearance.ts';

const standard = schema.parse({});

function aStore(save: (value: Appearance) => Promise<unknown> = () => Promise.resolve()) {
  const attributes = new Map<string, string>();
  const stored = new Map<string, string>();
  const store = new AppearanceStore({
    root: { setAttribute: (name, value) => void attributes.set(name, value) },
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
    },
    save,
  });
  return { store, attributes, stored };
}

const saved = (store: AppearanceStore) =>
  vi.waitFor(() => expect(store.saving.at).not.toBe('saving'));

it('shows a choice at once, tells who listens, remembers and saves it', async () => {
  const save = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const { store, attributes, stored } = aStore(save);
  const heard = vi.fn<() => void>();
  store.subscribe(heard);
  store.change({ accent: 'teal', fontSize: 'large' });
  expect(attributes.get('data-accent')).toBe('teal');
  expect(attributes.get('data-font-size')).toBe('large');
  expect(heard).toHaveBeenCalled();
  await saved(store);
  expect(save).toHaveBeenCalledExactlyOnceWith({ ...standard, accent: 'teal', fontSize: 'large' });
  expect([...stored.values()].map((value) => JSON.parse(value) as unknown)).toEqual([store.value]);
});

it('sends what is chosen while it saves together, after it', async () => {
  const answers: (() => void)[] = [];
  const save = vi.fn<(value: Appearance) => Promise<void>>(
    () => new Promise((resolve) => answers.push(resolve)),
  );
  const { store } = aStore(save);
  store.change({ accent: 'teal' });
  store.change({ accent: 'pink' });
  store.change({ density: 'comfortable' });
  expect(save).toHaveBeenCalledOnce();
  answers[0]?.();
  await vi.waitFor(() => expect(save).toHaveBeenCalledTimes(2));
  expect(save).toHaveBeenLastCalledWith({ ...standard, accent: 'pink', density: 'comfortable' });
  // What the server kept before is older than what is on its way.
  store.receive(standard);
  expect(store.value.accent).toBe('pink');
  answers[1]?.();
  await saved(store);
  store.receive(standard);
  expect(store.value).toEqual(standard);
});

it('keeps a choice that could not be saved, and sends it again when asked', async () => {
  const save = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('No answer.'));
  const { store } = aStore(save);
  store.change({ radius: 'none' });
  await saved(store);
  expect(store.saving).toEqual({ at: 'failed', message: 'No answer.' });
  expect(store.value.radius).toBe('none');
  save.mockResolvedValue();
  await store.save();
  expect(store.saving).toEqual({ at: 'saved' });
  expect(save).toHaveBeenCalledTimes(2);
});

it('does not carry what one user could not save to the next', async () => {
  const save = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('No answer.'));
  const { store } = aStore(save);
  store.change({ theme: 'dark' });
  await saved(store);
  store.forget();
  store.receive(standard);
  expect(store.value).toEqual(standard);
  await store.save();
  expect(save).toHaveBeenCalledOnce();
});

it.each(['nonsense', '{"theme":"neon"}', '[]', 'null'])(
  'takes %s in the storage as nothing',
  (text) => {
    const store = new AppearanceStore({
      root: { setAttribute: () => {} },
      storage: { getItem: () => text, setItem: () => {} },
      save: () => Promise.resolve(),
    });
    expect(store.value).toEqual(standard);
  },
);
