/**
 * Style sheets of parts that did not come. What fetches a part asks for each of its sheets once, ever: without this a
 * part that came at the second try would stand there without its style.
 */
const failed = new Set<HTMLLinkElement>();

/** To be called once, before any part is fetched. */
export const watchStyles = () =>
  window.addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failed.add(target);
    },
    // It does not bubble.
    true,
  );

/** Asks again for those that did not come; rejects when one still does not. */
export async function renewStyles(): Promise<void> {
  const links = [...failed];
  failed.clear();
  await Promise.all(links.map(renewed));
}

const renewed = (link: HTMLLinkElement) =>
  new Promise<void>((resolve, reject) => {
    const again = link.cloneNode() as HTMLLinkElement;
    again.onload = () => resolve();
    again.onerror = () => reject(new Error(`${link.href} could not be loaded.`));
    link.replaceWith(again);
  });
