import { useState } from 'react';
import { z } from 'zod';

const key = 'archnest-logs';

const stored = z.object({
  times: z.boolean().default(true),
  /** Absent: as it suits the width. */
  wrap: z.boolean().optional(),
  raw: z.boolean().default(false),
});

export interface LogSettings {
  times: boolean;
  wrap: boolean;
  raw: boolean;
}

/** What of the settings this browser remembers; nonsense and a blocked storage count as nothing. */
export function readSettings(phone: boolean): LogSettings {
  let value: unknown;
  try {
    value = JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    value = {};
  }
  const settings = stored.safeParse(value).data ?? stored.parse({});
  return { ...settings, wrap: settings.wrap ?? phone };
}

/** How logs are shown, remembered by the browser. */
export function useLogSettings(phone: boolean) {
  const [settings, setSettings] = useState(() => readSettings(phone));
  const change = (part: Partial<LogSettings>) => {
    const next = { ...settings, ...part };
    setSettings(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Then they last until the page is left.
    }
  };
  return [settings, change] as const;
}
