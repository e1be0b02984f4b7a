// node golden.mjs MODEL_DIRECTORY NAME=RGB_FILE... : prints tests/assets/detector/golden.json.
//
// "detections" come from the graph's own decoding (max-pooled peaks, the best 100 of all classes, boxes) run by TensorFlow.js: those of
// at least 0.10, best first: class index, confidence, corners of the box in pixels of the 512 x 512 input, not clipped.
// "kept" are the positions of those that a detector with threshold 0.15 reports: boxes clipped to the picture, and of two of one class
// that share more than half of their union only the more confident.
import { readFile } from 'node:fs/promises';
import { SIDE, loadCenterNet, run } from './graph.mjs';

const LEAST_STORED = 0.1;
const LEAST_KEPT = 0.15;
const MOST_SHARED = 0.5;

function detections(values) {
  const found = [];
  for (let i = 0; i < values.length; i += 6) {
    const [x1, y1, x2, y2, confidence, label] = values.slice(i, i + 6);
    if (confidence >= LEAST_STORED) {
      found.push({ class: label, confidence: +confidence.toFixed(5), box: [x1, y1, x2, y2].map((side) => +side.toFixed(3)) });
    }
  }
  return found;
}

const clip = (box) => box.map((side) => Math.min(SIDE, Math.max(0, side)));
const area = ([x1, y1, x2, y2]) => Math.max(0, x2 - x1) * Math.max(0, y2 - y1);

function shared(a, b) {
  const both = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return both / (area(a) + area(b) - both);
}

function kept(found) {
  const positions = [];
  found.forEach((one, position) => {
    const box = clip(one.box);
    const seen = positions.some((other) => found[other].class === one.class && shared(clip(found[other].box), box) > MOST_SHARED);
    if (one.confidence >= LEAST_KEPT && area(box) > 0 && !seen) positions.push(position);
  });
  return positions;
}

const [modelDirectory, ...pictures] = process.argv.slice(2);
const model = await loadCenterNet(modelDirectory);
const golden = {};
for (const picture of pictures) {
  const [name, file] = picture.split('=');
  const [{ values }] = run(model, await readFile(file), ['tower_0/detections']);
  const found = detections(values);
  golden[name] = { kept: kept(found), detections: found };
}
const lines = Object.entries(golden).map(([name, { kept: positions, detections: found }]) =>
  `  ${JSON.stringify(name)}: {\n    "kept": ${JSON.stringify(positions)},\n    "detections": [${found.map((one) => `\n      ${JSON.stringify(one)}`).join(',')}]\n  }`);
console.log(`{\n${lines.join(',\n')}\n}`);
