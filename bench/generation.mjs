// The same folder driven from Node: text encoder once, network once a step with two rows, decoder once, Euler's steps and guidance between them in JavaScript.
// usage: node bench/generation.mjs FOLDER STEPS ROUNDS THREADS
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(resolve("models/package.json"));
const ort = require("onnxruntime-node");
const [folder, steps, rounds, threads] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const options = { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: "sequential", extra: { session: { set_denormal_as_zero: "1", intra_op: { allow_spinning: "0" } } } };
const open = (part) => ort.InferenceSession.create(join(folder, part, "model.onnx"), options);
const [text, unet, decoder] = [await open("text_encoder"), await open("unet"), await open("vae_decoder")];

const betas = Array.from({ length: 1000 }, (_, i) => (Math.sqrt(0.00085) + (i / 999) * (Math.sqrt(0.012) - Math.sqrt(0.00085))) ** 2);
let product = 1;
const sigmaOf = betas.map((beta) => ((product *= 1 - beta), Math.sqrt((1 - product) / product)));
const timesteps = Array.from({ length: steps }, (_, i) => Math.round(1000 - (i * 1000) / steps) - 1);
const sigmas = [...timesteps.map((t) => sigmaOf[t]), 0];
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const f32 = (data, shape) => new ort.Tensor("float32", data, shape);

async function paint() {
  const ids = new BigInt64Array(2 * 77);
  const states = (await text.run({ input_ids: new ort.Tensor("int64", ids, [2, 77]) }, ["last_hidden_state"])).last_hidden_state;
  const size = 4 * 32 * 32;
  let x = Float32Array.from({ length: size }, () => normal() * sigmas[0]);
  for (let i = 0; i < steps; i++) {
    const scale = 1 / Math.sqrt(sigmas[i] ** 2 + 1);
    const input = new Float32Array(2 * size);
    for (let j = 0; j < size; j++) input[j] = input[size + j] = x[j] * scale;
    const out = (await unet.run({ sample: f32(input, [2, 4, 32, 32]), timestep: new ort.Tensor("int64", BigInt64Array.of(BigInt(timesteps[i])), [1]), encoder_hidden_states: states })).out_sample.data;
    for (let j = 0; j < size; j++) x[j] += (out[j] + 7.5 * (out[size + j] - out[j])) * (sigmas[i + 1] - sigmas[i]);
  }
  const pixels = (await decoder.run({ latent_sample: f32(x.map((v) => v / 0.18215), [1, 4, 32, 32]) })).sample.data;
  const rgb = new Uint8ClampedArray(pixels.length);
  for (let i = 0; i < pixels.length; i++) rgb[i] = Math.round(127.5 + 127.5 * pixels[i]);
  return rgb;
}

await paint();
const [times, processor] = [[], []];
for (let round = 0; round < rounds; round++) {
  const [start, used] = [performance.now(), process.cpuUsage()];
  await paint();
  times.push(performance.now() - start);
  const { user, system } = process.cpuUsage(used);
  processor.push((user + system) / 1000);
}
const median = (values) => values.sort((a, b) => a - b)[rounds >> 1].toFixed(0);
console.log(`the same folder from Node ${process.version}, medians of ${rounds}: ${median(times)} ms (processor ${median(processor)})`);
