import { useCallback, useEffect, useRef, useState } from 'react';

/** `navigator.clipboard` is missing on plain HTTP, which is how most homelabs open this page. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position:fixed;opacity:0;inset:0 auto auto 0';
  // Inside the dialog that has the focus, if there is one: its focus trap would take it back.
  (before?.closest('[role=dialog]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/** Copies text and says for two seconds how it went. */
export function useCopy() {
  const [result, setResult] = useState<'idle' | 'copied' | 'failed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const run = useCallback(async (text: string) => {
    const done = await copy(text);
    setResult(done ? 'copied' : 'failed');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setResult('idle'), 2_000);
  }, []);
  return { result, copy: run };
}
