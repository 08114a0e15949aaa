/** What calls itself a product, as scripts do: `curl/8.5.0`. */
const PRODUCT = /^([A-Za-z][A-Za-z0-9._-]{0,31})(?:\/|$)/;

/**
 * What somebody signed in with, in words: `Firefox on Linux`. It is what the client says of itself, so it is there to be
 * recognised by its owner, and proves nothing.
 */
export async function deviceOf(userAgent: string): Promise<string> {
  // The library refuses an empty one.
  if (!userAgent) return UNKNOWN;
  // Loaded when somebody looks at their sessions.
  const { default: Bowser } = await import('bowser');
  const { browser, os } = Bowser.parse(userAgent);
  const name = browser.name || PRODUCT.exec(userAgent)?.[1];
  if (name && os.name) return `${name} on ${os.name}`;
  if (name) return name;
  return os.name ? `An unknown browser on ${os.name}` : UNKNOWN;
}

const UNKNOWN = 'An unknown device';
