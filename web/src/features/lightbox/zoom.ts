/** How the picture is shown: scaled about the middle of the stage, then moved. `scale` 1 is the fitted size; x, y in pixels. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const fitted: View = { scale: 1, x: 0, y: 0 };

/** Size of a picture that fits the stage. Small pictures are enlarged at most twice: more shows only blur. */
export function fit(picture: Size, stage: Size): Size {
  if (picture.width <= 0 || picture.height <= 0 || stage.width <= 0 || stage.height <= 0) {
    return { width: 0, height: 0 };
  }
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height, 2);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** How far one may zoom in: to four screen pixels for one of the picture, and at least four times the fitted size. */
export function maxScale(picture: Size, base: Size): number {
  return base.width <= 0 ? 4 : Math.max(4, (picture.width / base.width) * 4);
}

/** Keeps the picture on the stage: centred where it is smaller, without an empty margin where it is larger. */
export function clampView(view: View, base: Size, stage: Size, limit: number): View {
  const scale = Math.min(limit, Math.max(1, view.scale));
  const reachX = Math.max(0, (base.width * scale - stage.width) / 2);
  const reachY = Math.max(0, (base.height * scale - stage.height) / 2);
  const clamp = (value: number, reach: number) => Math.min(reach, Math.max(-reach, value)) + 0;
  return { scale, x: clamp(view.x, reachX), y: clamp(view.y, reachY) };
}

/** Zooms so that the point under the pointer stays under it. `px`, `py` are measured from the middle of the stage. */
export function zoomAt(view: View, scale: number, px: number, py: number): View {
  const factor = scale / view.scale;
  return { scale, x: px - (px - view.x) * factor, y: py - (py - view.y) * factor };
}
