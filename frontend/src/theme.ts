import {
  Button,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorSchemeManager,
} from '@mantine/core';
import { appearance } from './appearance.ts';

let unsubscribe = () => {};

/** The scheme is one part of what a user chooses, and lives with the rest of it. */
export const colorSchemeManager: MantineColorSchemeManager = {
  get: () => appearance.value.theme,
  // Nothing sets it but `appearance`, from where it comes.
  set: () => {},
  subscribe: (onUpdate) => {
    unsubscribe = appearance.subscribe(() => onUpdate(appearance.value.theme));
  },
  unsubscribe: () => unsubscribe(),
  clear: () => {},
};

/** Mantine's own colours are never used; its components read the tokens through `cssVariables`. */
const shades = (token: string) => Array<string>(10).fill(token) as unknown as AccentTuple;
type AccentTuple = [string, string, string, string, string, string, string, string, string, string];

const scaled = (size: number) => `calc(${size}px * var(--an-scale))`;

const buttons: Record<string, { bg: string; hover: string; color: string; border: string }> = {
  filled: {
    bg: 'var(--an-accent-fill)',
    hover: 'var(--an-accent-fill)',
    color: 'var(--an-on-fill)',
    border: 'transparent',
  },
  danger: {
    bg: 'var(--an-danger-fill)',
    hover: 'var(--an-danger-fill)',
    color: 'var(--an-on-fill)',
    border: 'transparent',
  },
  default: {
    bg: 'var(--an-surface)',
    hover: 'var(--an-hover)',
    color: 'var(--an-text)',
    border: 'var(--an-border)',
  },
  subtle: {
    bg: 'transparent',
    hover: 'var(--an-hover)',
    color: 'var(--an-accent)',
    border: 'transparent',
  },
};

export const theme = createTheme({
  fontFamily: 'var(--an-sans)',
  fontFamilyMonospace: 'var(--an-mono)',
  colors: { accent: shades('var(--an-accent-fill)') },
  primaryColor: 'accent',
  defaultRadius: 'var(--an-radius)',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: {
    xs: scaled(11.5),
    sm: scaled(13),
    md: scaled(13),
    lg: scaled(15),
    xl: scaled(20),
  },
  components: {
    Button: Button.extend({
      defaultProps: { variant: 'default', size: 'sm' },
      styles: { root: { fontWeight: 500 } },
      vars: (_theme, props) => {
        const look = buttons[props.variant ?? 'default'] ?? buttons['default'];
        return {
          root: {
            '--button-height': 'var(--an-control)',
            '--button-padding-x': '12px',
            '--button-fz': scaled(13),
            '--button-bg': look?.bg,
            '--button-hover': look?.hover,
            '--button-color': look?.color,
            '--button-bd': `1px solid ${look?.border}`,
          },
        };
      },
    }),
  },
});

const variables = {
  '--mantine-color-body': 'var(--an-surface)',
  '--mantine-color-text': 'var(--an-text)',
  '--mantine-color-dimmed': 'var(--an-text-3)',
  '--mantine-color-placeholder': 'var(--an-text-3)',
  '--mantine-color-error': 'var(--an-danger)',
  '--mantine-color-anchor': 'var(--an-accent)',
  '--mantine-color-default': 'var(--an-surface)',
  '--mantine-color-default-hover': 'var(--an-hover)',
  '--mantine-color-default-color': 'var(--an-text)',
  '--mantine-color-default-border': 'var(--an-border)',
  '--mantine-color-disabled': 'var(--an-idle-soft)',
  '--mantine-color-disabled-color': 'var(--an-text-3)',
  '--mantine-color-disabled-border': 'var(--an-border)',
  '--mantine-primary-color-filled': 'var(--an-accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--an-accent-fill)',
};

/** In both schemes: Mantine's own are set per scheme and would win. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variables,
  dark: variables,
});
