/** How a line of text is laid over a picture. */
export interface Placement {
  /** Upper left corner as the text is read, in pixels. */
  left: number;
  top: number;
  /** Along the line and across it, in pixels. */
  width: number;
  height: number;
  /** Clockwise, in degrees. */
  angle: number;
}

/**
 * From the corners of a line (x and y of each as shares of the picture, in the direction of reading from the upper left) to where it lies on a picture shown
 * at this size; null for what is no line.
 */
export function placeQuad(quad: readonly number[], size: { width: number; height: number }): Placement | null {
  if (quad.length !== 8 || !quad.every(Number.isFinite)) {
    return null;
  }
  const corner = (index: number) => ({ x: quad[2 * index]! * size.width, y: quad[2 * index + 1]! * size.height });
  const [topLeft, topRight, bottomLeft] = [corner(0), corner(1), corner(3)];
  const width = Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y);
  const height = Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y);
  if (width < 1 || height < 1) {
    return null;
  }
  const angle = (Math.atan2(topRight.y - topLeft.y, topRight.x - topLeft.x) * 180) / Math.PI;
  return { left: topLeft.x, top: topLeft.y, width, height, angle };
}
