// A browser drops what it is loading when a network interface comes or goes, which Docker does all day, and a server
// may restart just then. Without its first script the page would stay blank: it is loaded anew, twice, and then says so.
// Blocking, so that it listens before anything can fail; the content security policy allows no inline script.
(() => {
  const KEY = 'archnest-reloads';
  const MOST = 2;
  const FORGOTTEN_MS = 60_000;
  let failed = false;

  /** How often it was loaded anew lately; null when that is enough, or cannot be known and might not end. */
  const reloads = () => {
    try {
      const { at, times } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') ?? {};
      const lately = Date.now() - at < FORGOTTEN_MS ? times : 0;
      sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), times: lately + 1 }));
      return lately < MOST ? lately : null;
    } catch {
      return null;
    }
  };

  const say = (root) => {
    const words = document.createElement('p');
    words.textContent = 'ArchNest could not be loaded: its server did not answer.';
    const again = document.createElement('button');
    again.textContent = 'Try again';
    again.addEventListener('click', () => location.reload());
    const box = document.createElement('div');
    Object.assign(box.style, { margin: '20vh auto', textAlign: 'center', fontFamily: 'system-ui' });
    box.setAttribute('role', 'alert');
    box.append(words, again);
    root.append(box);
  };

  addEventListener(
    'error',
    ({ target }) => {
      const root = document.getElementById('root');
      const isFirst =
        target instanceof Element && target.matches('script[type=module], link[rel=stylesheet]');
      // Once the page stands it knows what to do about its parts.
      if (failed || !isFirst || root?.hasChildNodes()) return;
      failed = true;
      const times = reloads();
      if (times !== null) setTimeout(() => location.reload(), 500 * 4 ** times);
      else if (root) say(root);
      else addEventListener('DOMContentLoaded', () => say(document.getElementById('root')));
    },
    true,
  );
})();
