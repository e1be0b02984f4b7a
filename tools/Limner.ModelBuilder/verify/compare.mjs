// node compare.mjs MODEL_DIRECTORY RGB_FILE OUTPUT_DIRECTORY
// Compares the translated model's outputs (OUTPUT_DIRECTORY/heatmap.f32, wh.f32, features.f32: little-endian float32, NCHW) with
// TensorFlow.js on the same pixels. Prints
// {"heatmap": {"count": n, "max_abs_value": v, "max_abs_difference": d}, ...}.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCenterNet, run } from './graph.mjs';

const [modelDirectory, rgbFile, outputDirectory] = process.argv.slice(2);
const outputs = { heatmap: 'tower_0/keypoints', wh: 'tower_0/wh', features: 'tower_0/extern1/hard_swish/mul_1' };

const model = await loadCenterNet(modelDirectory);
const expected = run(model, await readFile(rgbFile), Object.values(outputs));

const report = {};
for (const [index, name] of Object.keys(outputs).entries()) {
  const { shape, values } = expected[index];
  const bytes = await readFile(path.join(outputDirectory, `${name}.f32`));
  const actual = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  if (actual.length !== values.length) {
    throw new Error(`${name}: ${actual.length} values, TensorFlow.js has ${values.length}`);
  }
  const [, height, width, channels] = shape;
  let [difference, largest] = [0, 0];
  for (let cell = 0; cell < height * width; cell++) {
    for (let channel = 0; channel < channels; channel++) {
      const distance = Math.abs(values[cell * channels + channel] - actual[channel * height * width + cell]);
      largest = Math.max(largest, Math.abs(values[cell * channels + channel]));
      // A NaN must not pass for a small difference.
      difference = Number.isNaN(distance) ? Infinity : Math.max(difference, distance);
    }
  }
  report[name] = { count: values.length, max_abs_value: largest, max_abs_difference: Number.isFinite(difference) ? difference : 1e30 };
}
console.log(JSON.stringify(report));
