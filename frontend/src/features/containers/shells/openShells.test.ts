import { beforeEach, expect, it } from 'vitest';
import { OpenShells } from './openShells.ts';

const [web, db] = ['docker:1/aaaaaaaaaaaa', 'docker:1/bbbbbbbbbbbb'];

let shells: OpenShells;
let told: number;
beforeEach(() => {
  shells = new OpenShells();
  told = 0;
  shells.subscribe(() => (told += 1));
});

const tabsOf = () => shells.getState().sessions.map(({ tab }) => tab);

it('keeps what is open while another page is looked at', () => {
  shells.show([web], web);
  shells.hide();
  expect(shells.getState()).toEqual({ sessions: [{ key: 1, tab: web }], front: null });
  shells.show([web], web);
  expect(shells.getState()).toEqual({ sessions: [{ key: 1, tab: web }], front: web });
});

it('ends one with its tab, and starts anew when that is opened again', () => {
  shells.show([web, db], web);
  shells.show([web, db], db);
  shells.end(web);
  expect(shells.getState()).toEqual({ sessions: [{ key: 2, tab: db }], front: db });
  shells.show([web, db], web);
  expect(shells.getState().sessions).toEqual([
    { key: 2, tab: db },
    { key: 3, tab: web },
  ]);
});

it('ends all of them with the session', () => {
  shells.show([web, db], web);
  shells.show([web, db], db);
  shells.clear();
  expect(tabsOf()).toEqual([]);
});

it('tells nobody when nothing changed', () => {
  shells.show([web], web);
  shells.show([web, db], web);
  shells.end(db);
  expect(told).toBe(1);
});
