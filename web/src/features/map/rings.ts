import type { Position } from 'geojson';

/** A line without jumps of more than half the world: it goes on beyond 180 degrees instead. */
export function unrollLine(line: readonly Position[]): Position[] {
  let shift = 0;
  return line.map((point, index) => {
    const step = index === 0 ? 0 : point[0]! - line[index - 1]![0]!;
    shift += step > 180 ? -360 : step < -180 ? 360 : 0;
    return [point[0]! + shift, point[1]!];
  });
}

/** As {@link unrollLine}; a ring around a pole (Antarctica) is closed by way of it. */
export function unrollRing(ring: readonly Position[]): Position[] {
  const line = unrollLine(ring);
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined || Math.abs(first[0]! - last[0]!) < 180) {
    return line;
  }
  const pole = first[1]! < 0 ? -90 : 90;
  return [...line, [last[0]!, pole], [first[0]!, pole], first];
}

/** The centre of gravity of a ring and its area in square degrees, by the shoelace formula. */
export function centroid(ring: readonly Position[]): { size: number; at: Position } {
  let [twice, x, y] = [0, 0, 0];
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const [x0 = 0, y0 = 0] = ring[index]!;
    const [x1 = 0, y1 = 0] = ring[index + 1]!;
    const cross = x0 * y1 - x1 * y0;
    twice += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return { size: Math.abs(twice) / 2, at: twice === 0 ? [0, 0] : [x / (3 * twice), y / (3 * twice)] };
}
