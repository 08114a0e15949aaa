/** A canvas knows no custom properties: what the lines are drawn with in this theme. */
export interface ChartColors {
  line: string;
  second: string;
  fill: string;
  grid: string;
  text: string;
  limit: string;
  font: string;
}

export function readColors(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--an-${name}`).trim();
  return {
    line: token('bar'),
    second: token('text-3'),
    fill: `${token('bar')}1f`,
    grid: token('border'),
    text: token('text-3'),
    limit: token('danger-mark'),
    font: `11.5px ${token('sans')}`,
  };
}
