import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartColors } from './colors.ts';
import type { Values } from './rates.ts';
import { marks, type Unit } from './units.ts';

export interface ChartOptions {
  unit: Unit;
  /** How many lines; the second is dashed. */
  lines: 1 | 2;
  /** Charts of one key point at the same moment. */
  sync: string;
  colors: ChartColors;
  /** The index of the moment that is pointed at; `null` for none. */
  onPoint: (index: number | null) => void;
}

export interface ChartData {
  times: number[];
  series: Values[];
  /** A value that cannot be passed. Drawn when the lines come near it. */
  limit: number | null;
  /** The moment at the right edge, in seconds. */
  now: number;
}

/** The stretch of time that is shown, in seconds. */
export const span = 300;
const minute = 60;
/** A limit that is further off than this would press the lines flat. */
const nearLimit = 1.25;
const leftAxis = 54;
const bottomAxis = 20;
const height = 100;

/** One chart in one element. */
export class StatsChart {
  private readonly plot: uPlot;
  private readonly options: ChartOptions;
  private readonly observer: ResizeObserver;
  private data: ChartData = { times: [], series: [], limit: null, now: 0 };

  constructor(host: HTMLElement, options: ChartOptions) {
    this.options = options;
    this.plot = new uPlot(this.describe(host.clientWidth), [[], ...this.blank()], host);
    this.observer = new ResizeObserver(() => {
      if (host.clientWidth > 0) this.plot.setSize({ width: host.clientWidth, height });
    });
    this.observer.observe(host);
  }

  show(data: ChartData) {
    this.data = data;
    this.plot.batch(() => {
      this.plot.setData([data.times, ...data.series], false);
      this.plot.setScale('x', { min: data.now - span, max: data.now });
      const [top = 1] = this.marks().slice(-1);
      this.plot.setScale('y', { min: 0, max: top });
    });
  }

  dispose() {
    this.observer.disconnect();
    this.plot.destroy();
  }

  private blank(): Values[] {
    return Array.from({ length: this.options.lines }, () => []);
  }

  private marks(): number[] {
    const known = this.data.series.flat().filter((value) => value !== null);
    const most = Math.max(0, ...known);
    return marks(this.shownLimit(most) ?? most, this.options.unit);
  }

  private shownLimit(most: number): number | null {
    const { limit } = this.data;
    return limit !== null && most > 0 && limit <= most * nearLimit ? limit : null;
  }

  private describe(width: number): uPlot.Options {
    const { colors, unit, lines, sync, onPoint } = this.options;
    const axis = { stroke: colors.text, font: colors.font, ticks: { show: false } };
    const grid = { stroke: colors.grid, width: 1, dash: [2, 3] };
    const line: uPlot.Series = { stroke: colors.line, width: 1.5, points: { show: false } };
    return {
      width: Math.max(width, 1),
      height,
      padding: [8, 1, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: sync, setSeries: false },
        drag: { x: false, y: false },
        y: false,
        points: { size: 6 },
      },
      scales: { x: { time: true, auto: false }, y: { auto: false } },
      axes: [
        {
          ...axis,
          size: bottomAxis,
          gap: 4,
          grid: { show: false },
          // Drawn below: the first and the last stand inside the edges.
          values: () => [],
        },
        {
          ...axis,
          size: leftAxis,
          gap: 6,
          grid,
          splits: () => this.marks(),
          values: (_plot, splits) => unit.axis(splits),
        },
      ],
      series: [
        {},
        { ...line, fill: lines === 1 ? colors.fill : '' },
        ...(lines === 2 ? [{ ...line, stroke: colors.second, dash: [4, 3] }] : []),
      ],
      hooks: {
        setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
        draw: [(plot) => this.drawLimit(plot), (plot) => this.drawMinutes(plot)],
      },
    };
  }

  private drawMinutes({ ctx, bbox }: uPlot) {
    const { colors } = this.options;
    const last = span / minute;
    ctx.save();
    ctx.fillStyle = colors.text;
    ctx.font = colors.font.replace(/^[\d.]+/, (size) => String(Number(size) * devicePixelRatio));
    ctx.textBaseline = 'top';
    for (let index = 0; index <= last; index += 1) {
      ctx.textAlign = index === 0 ? 'left' : index === last ? 'right' : 'center';
      const x = bbox.left + (bbox.width * index) / last;
      ctx.fillText(minuteNames[index] ?? '', x, bbox.top + bbox.height + 5 * devicePixelRatio);
    }
    ctx.restore();
  }

  private drawLimit(plot: uPlot) {
    const most = Math.max(0, ...this.data.series.flat().filter((value) => value !== null));
    const limit = this.shownLimit(most);
    if (limit === null) return;
    const { ctx, bbox } = plot;
    const y = Math.round(plot.valToPos(limit, 'y', true)) + 0.5;
    ctx.save();
    ctx.strokeStyle = this.options.colors.limit;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }
}

/** `−5 min`, `−4` … `−1`, `now`. */
const minuteNames = Array.from({ length: span / minute + 1 }, (_, index) => {
  const before = span / minute - index;
  return before === 0 ? 'now' : `−${before}${index === 0 ? ' min' : ''}`;
});
