import type { ISearchDecorationOptions } from '@xterm/addon-search';
import type { ITheme } from '@xterm/xterm';

const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--an-term-${name}`).trim();

/** The terminal's colours, which are the same in both themes. */
export function terminalTheme(): ITheme {
  return {
    background: token('bg'),
    foreground: token('text'),
    cursor: token('text'),
    cursorAccent: token('bg'),
    selectionBackground: token('selection'),
    scrollbarSliderBackground: `${token('text')}2e`,
    scrollbarSliderHoverBackground: `${token('text')}4d`,
    scrollbarSliderActiveBackground: `${token('text')}66`,
    black: token('black'),
    red: token('red'),
    green: token('green'),
    yellow: token('yellow'),
    blue: token('blue'),
    magenta: token('magenta'),
    cyan: token('cyan'),
    white: token('white'),
    brightBlack: token('bright-black'),
    brightRed: token('bright-red'),
    brightGreen: token('bright-green'),
    brightYellow: token('bright-yellow'),
    brightBlue: token('bright-blue'),
    brightMagenta: token('bright-magenta'),
    brightCyan: token('bright-cyan'),
    brightWhite: token('bright-white'),
  };
}

/** How matches of a search are marked. */
export const searchColors = (): ISearchDecorationOptions => ({
  matchBackground: token('hit'),
  matchOverviewRuler: token('hit'),
  activeMatchBackground: token('hit-current'),
  activeMatchColorOverviewRuler: token('hit-current'),
});
