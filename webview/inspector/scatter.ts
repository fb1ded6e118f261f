import { el } from '../shared/dom';

export interface Point {
  /** Degrees east. */
  readonly x: number;
  /** Degrees north. */
  readonly y: number;
}

export interface Scatter {
  /** For the eyes only: who uses it says in words what it shows. */
  readonly element: HTMLElement;
  draw(points: readonly Point[]): void;
  /** Shows which one is meant; none without a point. */
  mark(point: Point | undefined): void;
}

const PADDING = 14;
/** Points that lie closer are drawn as if they were so far apart, so that one alone is in the middle. Degrees. */
const LEAST_SPAN = 0.001;

/** Points by longitude and latitude in the theme's colours, without a map: how they lie to each other. */
export function scatter(): Scatter {
  const canvas = el('canvas');
  const element = el('div', { class: 'scatter', attributes: { 'aria-hidden': 'true' } }, canvas);
  let points: readonly Point[] = [];
  let marked: Point | undefined;
  const paint = (): void => {
    const { clientWidth: width, clientHeight: height } = element;
    const context = canvas.getContext('2d');
    if (!context || width === 0 || height === 0) return;
    const scale = window.devicePixelRatio;
    canvas.width = width * scale;
    canvas.height = height * scale;
    context.scale(scale, scale);
    const place = placing(points, width, height);
    const style = getComputedStyle(document.body);
    const colour = (name: string): string => style.getPropertyValue(name).trim() || style.color;
    context.fillStyle = colour('--vscode-charts-blue');
    for (const point of points) dot(context, place(point), 2.5);
    if (!marked) return;
    context.fillStyle = colour('--vscode-charts-red');
    dot(context, place(marked), 5);
  };
  new ResizeObserver(paint).observe(element);
  // Canvas knows no variables: a new theme is a new drawing.
  new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return {
    element,
    draw(next) {
      points = next;
      paint();
    },
    mark(point) {
      marked = point;
      paint();
    },
  };
}

/** One scale for both directions, so that shapes stay what they are; a degree of longitude is shorter off the equator. */
function placing(points: readonly Point[], width: number, height: number): (point: Point) => readonly [number, number] {
  const span = (values: readonly number[]): readonly [middle: number, size: number] => {
    const least = values.reduce((a, b) => Math.min(a, b), Infinity);
    const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
    return [(least + most) / 2, Math.max(LEAST_SPAN, most - least)];
  };
  const [middleX, sizeX] = span(points.map(({ x }) => x));
  const [middleY, sizeY] = span(points.map(({ y }) => y));
  const squeeze = Math.max(0.05, Math.cos((middleY * Math.PI) / 180));
  const perDegree = Math.min((width - 2 * PADDING) / (sizeX * squeeze), (height - 2 * PADDING) / sizeY);
  return ({ x, y }) => [width / 2 + (x - middleX) * squeeze * perDegree, height / 2 - (y - middleY) * perDegree];
}

function dot(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
