/** How a quantity is written. */
export interface Unit {
  /** Steps between the marks of an axis, smallest first, for a largest value. */
  steps(max: number): number;
  format(value: number): string;
  /** Marks of one axis: only the highest carries the unit. */
  axis(marks: readonly number[]): string[];
}

/** 1, 2 or 5 times a power of ten: the smallest of which two reach the largest value. */
function decimalStep(max: number): number {
  const rough = max / 2;
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10;
  return lead * power;
}

/** A power of two, so that the marks are round in KiB, MiB and GiB. */
const binaryStep = (max: number) => 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(max, 2) / 2)));

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const decimal = ['B/s', 'kB/s', 'MB/s', 'GB/s', 'TB/s'];

/** `0`, `0.5`, `1 GiB`: all in the unit of the last one. */
function inUnitOfTop(marks: readonly number[], base: number, names: readonly string[]): string[] {
  const top = marks.at(-1) ?? 0;
  let size = 1;
  let at = 0;
  for (; top / size >= base && at < names.length - 1; at += 1) size *= base;
  return marks.map((mark) => {
    const text = String(Number((mark / size).toPrecision(3)));
    return mark === top ? `${text} ${names[at]}` : text;
  });
}

function scaled(value: number, base: number, names: readonly string[]): string {
  let rest = value;
  let at = 0;
  while (rest >= base * 0.9995 && at < names.length - 1) {
    rest /= base;
    at += 1;
  }
  const digits = at === 0 ? 0 : rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  // 2.00 GiB on an axis is 2 GiB; 1.30 GiB stays.
  const text = rest.toFixed(digits);
  return `${Number.isInteger(rest) ? String(rest) : text} ${names[at]}`;
}

export const percent: Unit = {
  steps: (max) => decimalStep(Math.max(max, 2)),
  format: (value) => `${value >= 99.95 ? Math.round(value) : value.toFixed(1)} %`,
  axis: (values) => inUnitOfTop(values, Infinity, ['%']),
};

export const bytes: Unit = {
  steps: binaryStep,
  format: (value) => scaled(value, 1024, binary),
  axis: (values) => inUnitOfTop(values, 1024, binary),
};

export const byteRate: Unit = {
  steps: (max) => decimalStep(Math.max(max, 2)),
  format: (value) => scaled(value, 1000, decimal),
  axis: (values) => inUnitOfTop(values, 1000, decimal),
};

/** Marks from 0 to beyond the largest value: three, seldom four. */
export function marks(max: number, unit: Unit): number[] {
  const step = unit.steps(max);
  const count = Math.max(2, Math.ceil((max / step) * 0.999));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
