// The original graph in TensorFlow.js' own CPU backend: nothing of Limner's translation or decoding is used here.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadGraphModel } from '@tensorflow/tfjs-converter';

export const SIDE = 512;

/** Loads centernet.json and centernet.bin from a directory. */
export async function loadCenterNet(directory) {
  const json = JSON.parse(await readFile(path.join(directory, 'centernet.json'), 'utf8'));
  const weights = await readFile(path.join(directory, 'centernet.bin'));
  await tf.setBackend('cpu');
  return loadGraphModel({
    load: async () => ({
      format: json.format,
      modelTopology: json.modelTopology,
      signature: json.signature,
      weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
      weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
    }),
  });
}

/** Runs the graph on RGB24 pixels, 512 x 512, row-major; the outputs come in the graph's layout, NHWC. */
export function run(model, rgb, outputs) {
  if (rgb.length !== SIDE * SIDE * 3) {
    throw new Error(`expected ${SIDE} x ${SIDE} RGB24, got ${rgb.length} bytes`);
  }
  const input = tf.tensor4d(Float32Array.from(rgb), [1, SIDE, SIDE, 3]);
  const results = [model.execute({ 'tower_0/images': input }, outputs)].flat();
  return results.map((result) => ({ shape: result.shape, values: result.dataSync() }));
}
