// Runs before the first paint, so that a dark room never sees a white page. Blocking and external:
// the content security policy allows no inline script. The key is the one in src/theme.ts.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('archnest-theme');
  } catch {
    // Storage may be blocked; the system's scheme is then the answer.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = chosen === 'light' || chosen === 'dark' ? chosen : dark ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
