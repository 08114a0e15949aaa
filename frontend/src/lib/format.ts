const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** 0 → `0 B`, 40_000_000 → `38 MiB`, 1_395_864_371 → `1.30 GiB`: whole up to MiB, two decimals above. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const decimals = unit < 3 ? 0 : value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(decimals)} ${byteUnits[unit]}`;
}

/** `docker stats` percent: one decimal below 100, whole above; 100 is one core. */
export const formatCpu = (percent: number) =>
  percent >= 99.95 ? Math.round(percent).toString() : percent.toFixed(1);

const spans = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** The largest unit only: 5_000 → `5 s`, 100_000_000 → `1 d`. Never negative: clocks of machines differ. */
export function formatSpan(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  for (const [size, unit] of spans) {
    if (span >= size) return `${Math.floor(span / size)} ${unit}`;
  }
  return '0 s';
}

/** The two largest units: 273_600_000 → `3 d 4 h`. */
export function formatSpanLong(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  const index = spans.findIndex(([size]) => span >= size);
  const first = spans[index];
  const second = spans[index + 1];
  if (!first || !second) return formatSpan(span);
  const rest = Math.floor((span % first[0]) / second[0]);
  const head = `${Math.floor(span / first[0])} ${first[1]}`;
  return rest === 0 ? head : `${head} ${rest} ${second[1]}`;
}

/** `now` for the last two seconds, else `4 min ago`; a time ahead of this clock is `now`. */
export function formatAgo(timestamp: number, now: number): string {
  const span = now - timestamp;
  return span < 2_000 ? 'now' : `${formatSpan(span)} ago`;
}

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const exact = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const dayOfYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** `14:32:07` in the reader's zone. */
export const formatClock = (timestamp: number) => clock.format(timestamp);

/** `Sat, 20 Jun 2026, 21:30:00 CEST`. */
export const formatExact = (timestamp: number) => exact.format(timestamp);

/** `17 Jun, 10:21`; with the year instead of the hour when it is over ten months old. */
export const formatDay = (timestamp: number, now: number) =>
  now - timestamp > 26_000_000_000 ? dayOfYear.format(timestamp) : day.format(timestamp);

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** `14:32` within the last hours, else as `formatDay`. */
export const formatSince = (timestamp: number, now: number) =>
  now - timestamp < 43_200_000 ? hour.format(timestamp) : formatDay(timestamp, now);

const dayNumber = (timestamp: number) => {
  const date = new Date(timestamp);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
};

/** `today, 14:32`, `yesterday, 23:51`, else as `formatDay`. @param seconds of today and yesterday too */
export function formatRecent(timestamp: number, now: number, seconds = false): string {
  const days = dayNumber(now) - dayNumber(timestamp);
  const time = seconds ? clock.format(timestamp) : hour.format(timestamp);
  if (days === 0) return `today, ${time}`;
  return days === 1 ? `yesterday, ${time}` : formatDay(timestamp, now);
}

/** `in 83 d`, to the nearest day from two on; `soon` for less than a minute. */
export function formatUntil(timestamp: number, now: number): string {
  const span = timestamp - now;
  if (span < 60_000) return 'soon';
  const days = span / 86_400_000;
  return days >= 2 ? `in ${Math.round(days)} d` : `in ${formatSpan(span)}`;
}

/** `1 container`, `5 containers`; `5 entries` with its plural given. */
export const plural = (count: number, noun: string, nouns = `${noun}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : nouns}`;

/** Docker writes `0001-01-01T00:00:00Z` for "never"; that and nonsense become `null`. */
export function parseTime(timestamp: string | null): number | null {
  if (timestamp === null) return null;
  const time = Date.parse(timestamp);
  return Number.isNaN(time) || time <= 0 ? null : time;
}
