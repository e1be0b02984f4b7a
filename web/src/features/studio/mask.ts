import type { Size } from './sizes';

/** What was done to a mask, in order. Places are shares of the picture's sides, so that it can be drawn at any size. */
export type MaskStep = Stroke | { kind: 'invert' };

export interface Stroke {
  kind: 'stroke';
  erase: boolean;
  /** Of the brush, as a share of the picture's longer side. */
  diameter: number;
  points: readonly (readonly [x: number, y: number])[];
}

/** What is sent is no larger: pictures are painted at about this size. */
const longestSide = 1024;

/** The size at which a picture is sent with its mask: both have to agree to the pixel. */
export function sentSize({ width, height }: Size, longest = longestSide): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Draws the steps upon what is there, in one colour. */
export function drawSteps(context: CanvasRenderingContext2D, steps: readonly MaskStep[], { width, height }: Size, colour: string): void {
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const step of steps) {
    if (step.kind === 'invert') {
      // What is covered twice is clear.
      context.globalCompositeOperation = 'xor';
      context.fillRect(0, 0, width, height);
      continue;
    }
    const diameter = step.diameter * Math.max(width, height);
    context.globalCompositeOperation = step.erase ? 'destination-out' : 'source-over';
    context.lineWidth = diameter;
    context.beginPath();
    const [first] = step.points;
    if (step.points.length === 1 && first !== undefined) {
      context.arc(first[0] * width, first[1] * height, diameter / 2, 0, 2 * Math.PI);
      context.fill();
    } else {
      for (const [x, y] of step.points) {
        context.lineTo(x * width, y * height);
      }
      context.stroke();
    }
  }
  context.globalCompositeOperation = 'source-over';
}

export interface MaskedPicture {
  steps: readonly MaskStep[];
  /** The picture, of the mask's size. */
  picture: Blob;
  /** White is painted anew, black stays. */
  mask: Blob;
}

/** The picture and its mask as they are sent; null: nothing of it is to be painted anew. */
export async function renderMask(picture: HTMLImageElement, steps: readonly MaskStep[]): Promise<MaskedPicture | null> {
  const size = sentSize({ width: picture.naturalWidth, height: picture.naturalHeight });
  const drawn = canvasOf(size);
  drawSteps(drawn.context, steps, size, '#fff');
  const { data } = drawn.context.getImageData(0, 0, size.width, size.height);
  if (!data.some((value, index) => index % 4 === 3 && value >= 128)) {
    return null;
  }
  drawn.context.globalCompositeOperation = 'destination-over';
  drawn.context.fillStyle = '#000';
  drawn.context.fillRect(0, 0, size.width, size.height);
  const copy = canvasOf(size);
  copy.context.drawImage(picture, 0, 0, size.width, size.height);
  return { steps, picture: await blobOf(copy.canvas), mask: await blobOf(drawn.canvas) };
}

function canvasOf({ width, height }: Size): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new Error('This browser cannot draw.');
  }
  return { canvas, context };
}

function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error('This browser cannot write the mask.')) : resolve(blob)), 'image/png'));
}
