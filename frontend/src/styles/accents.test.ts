import { appearance } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import accents from './accents.css?raw';
import tokens from './tokens.css?raw';

/** WCAG 2.2, 1.4.3. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The custom properties of the first rule whose selector ends like this. */
function rule(css: string, selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const body = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...body.matchAll(/--an-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [
      name,
      hex,
    ]),
  );
}

const dark = `:root[data-mantine-color-scheme='dark']`;
const surfaces = ['bg', 'surface', 'surface-2', 'raised', 'hover'];

it.each(
  appearance.shape.accent
    .unwrap()
    .options.flatMap((accent) => [[accent, 'light'] as const, [accent, 'dark'] as const]),
)('%s can be read in the %s theme', (accent, theme) => {
  const base = rule(tokens, theme === 'dark' ? dark : ':root');
  const own = rule(
    accents,
    theme === 'dark' ? `${dark} [data-accent='${accent}']` : `\n[data-accent='${accent}']`,
  );
  const under = [...surfaces.map((name) => base[name] ?? ''), own['selected'] ?? ''];
  for (const surface of under) {
    expect(contrast(own['accent'] ?? '', surface), surface).toBeGreaterThan(5.1);
  }
  expect(contrast(own['accent-fill'] ?? '', '#ffffff')).toBeGreaterThan(5);
  expect(contrast(base['text'] ?? '', own['selected'] ?? '')).toBeGreaterThan(7);
});
