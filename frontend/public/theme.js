// Runs before the first paint, so that a dark room never sees a white page. Blocking and external:
// the content security policy allows no inline script. The key is the one in src/appearance.ts.
(() => {
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem('archnest-appearance') ?? '{}') ?? {};
  } catch {
    // Storage may be blocked or hold nonsense; the system's scheme is then the answer.
  }
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const { theme } = chosen;
  const scheme = theme === 'light' || theme === 'dark' ? theme : dark ? 'dark' : 'light';
  root.setAttribute('data-mantine-color-scheme', scheme);
  for (const [name, attribute] of [
    ['accent', 'data-accent'],
    ['fontSize', 'data-font-size'],
    ['density', 'data-density'],
    ['radius', 'data-radius'],
    ['motion', 'data-motion'],
  ]) {
    if (typeof chosen[name] === 'string') root.setAttribute(attribute, chosen[name]);
  }
})();
