#!/usr/bin/python3
"""Makes the models of this folder: networks without weights that answer with boxes that are known, by the inputs and outputs of layout models as they are
published, and expected.json: what such models' own code makes of a picture and of an answer, computed here with numpy.

pp-s     PP-DocLayout-S: image, scale_factor -> rows of class, score, box, and their number
pp-l     PP-DocLayout-L: im_shape too
pp-v3    PP-DocLayoutV3: 800 pixels, a seventh column, classes named in inference.yml
heron    RT-DETR with its post-processing inside: images, orig_target_sizes -> labels, boxes, scores
picodet  PicoDet without: scores and distributions of distances at four strides
yolo     DocLayout-YOLO: rows of box, score, class on a picture in its own proportions
page     heron's, with boxes on a page of letter size that the tests of documents write
coco     heron's, with names of animals: finds no part of a page
odd      pp-s of another size without names of classes
stray    pp-s that finds a class that it has no name for
slow     heron's, that never ends
other    a network that is none of these

The first four mix the mean of the picture that they are given into the scores, so that what is made of the picture shows. Needs python3-onnx (Debian 12)."""
import json
import pathlib

import numpy
import onnx
from onnx import TensorProto as T, helper as h, numpy_helper

HERE = pathlib.Path(__file__).parent
IMAGENET = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])


def value(name, kind, *shape):
    return h.make_tensor_value_info(name, kind, list(shape))


def const(name, array):
    return numpy_helper.from_array(numpy.asarray(array), name)


def write(name, nodes, inputs, outputs, weights, metadata=(), files=()):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    model = h.make_model(h.make_graph(nodes, name, inputs, outputs, weights), opset_imports=[h.make_opsetid("", 13)], ir_version=7, producer_name="")
    for key, text in metadata:
        entry = model.metadata_props.add()
        entry.key, entry.value = key, text
    onnx.checker.check_model(model)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    for file, text in files:
        (folder / file).write_text(text)


def tinted(image, scores):
    """Scores and a tenth of the picture's mean."""
    return [
        h.make_node("ReduceMean", [image], ["mean"], keepdims=0),
        h.make_node("Mul", ["mean", "tenth"], ["tint"]),
        h.make_node("Add", [scores, "tint"], ["scored"]),
    ], [const("tenth", numpy.float32(0.1))]


def paddle(name, side, rows, shaped, columns=6, files=()):
    """rows: class, score, and a box in parts of the picture."""
    rows = numpy.array(rows, numpy.float32)
    tint, weights = tinted("image", "score")
    weights += [const("class", rows[:, :1]), const("score", rows[:, 1:2]), const("parts", rows[:, 2:6]), const("size", numpy.array([[side, side]], numpy.float32)), const("swap", numpy.array([1, 0, 1, 0])),
                const("count", numpy.array([len(rows)], numpy.int32)), const("order", numpy.arange(len(rows) * (columns - 6), dtype=numpy.float32).reshape(len(rows), columns - 6))]
    nodes = tint + [
        h.make_node("Div", ["im_shape" if shaped else "size", "scale_factor"], ["whole"]),
        h.make_node("Gather", ["whole", "swap"], ["sides"], axis=1),
        h.make_node("Mul", ["parts", "sides"], ["boxes"]),
        h.make_node("Concat", ["class", "scored", "boxes"] + (["order"] if columns > 6 else []), ["fetch_name_0"], axis=1),
        h.make_node("Identity", ["count"], ["fetch_name_1"]),
    ]
    inputs = ([value("im_shape", T.FLOAT, "batch", 2)] if shaped else []) + [value("image", T.FLOAT, "batch", 3, side, side), value("scale_factor", T.FLOAT, "batch", 2)]
    write(name, nodes, inputs, [value("fetch_name_0", T.FLOAT, "rows", columns), value("fetch_name_1", T.INT32, "batch")], weights, files=files)


def heron(name, rows, tint=True, loop=False, files=(), side=640):
    """rows: label, score, and a box in parts of the picture."""
    rows = numpy.array(rows, numpy.float64)
    nodes, weights = tinted("images", "score")
    if not tint:
        nodes, weights = [h.make_node("Identity", ["score"], ["scored"])], []
    weights += [const("label", rows[None, :, 0].astype(numpy.int64)), const("score", rows[None, :, 1].astype(numpy.float32)), const("parts", rows[None, :, 2:6].astype(numpy.float32)),
                const("twice", numpy.array([0, 1, 0, 1])), const("one", numpy.array([1]))]
    nodes += [
        h.make_node("Cast", ["orig_target_sizes"], ["sizes"], to=T.FLOAT),
        h.make_node("Gather", ["sizes", "twice"], ["sides"], axis=1),
        h.make_node("Unsqueeze", ["sides", "one"], ["each"]),
        h.make_node("Mul", ["parts", "each"], ["boxes"]),
        h.make_node("Identity", ["label"], ["labels"]),
    ]
    if loop:
        body = h.make_graph(
            [h.make_node("Identity", ["go"], ["on"]), h.make_node("Sin", ["before"], ["after"])], "body",
            [value("round", T.INT64), value("go", T.BOOL), value("before", T.FLOAT)], [value("on", T.BOOL), value("after", T.FLOAT)])
        weights += [const("rounds", numpy.int64(1 << 60)), const("true", numpy.bool_(True))]
        nodes += [h.make_node("ReduceMean", ["images"], ["begin"], keepdims=0), h.make_node("Loop", ["rounds", "true", "begin"], ["end"], body=body), h.make_node("Add", ["scored", "end"], ["scores"])]
    else:
        nodes += [h.make_node("Identity", ["scored"], ["scores"])]
    write(name, nodes, [value("images", T.FLOAT, "N", 3, side, side), value("orig_target_sizes", T.INT64, "N", 2)],
          [value("labels", T.INT64, "N", "Q"), value("boxes", T.FLOAT, "N", "Q", 4), value("scores", T.FLOAT, "N", "Q")], weights, files=files)


def picodet(name, width, height, classes, expected):
    random = numpy.random.default_rng(7)
    nodes, weights, outputs, found = [], [], [], []
    for kind in ("scores", "distances"):
        for i in range(4):
            places = -(-width // (8 << i)) * -(-height // (8 << i))
            outputs.append(value(f"{kind}_{i}", T.FLOAT, 1, places, classes if kind == "scores" else 32))
    for i in range(4):
        stride = 8 << i
        columns, rows = -(-width // stride), -(-height // stride)
        scores = random.uniform(0, 0.4, (1, rows * columns, classes)).astype(numpy.float32)
        distances = random.normal(0, 2, (1, rows * columns, 32)).astype(numpy.float32)
        place = [columns + 1, columns + 4, 2 * columns, 0][i]
        distances[0, place] -= numpy.tile(2 * numpy.arange(8), 4)  # small boxes, apart from one another
        scores[0, place, (2 * i + 1) % classes] = 0.9 - 0.1 * i
        weights += [const(f"s{i}", scores), const(f"d{i}", distances)]

        # The code that such models are published with: boxes from the middles of fields, distances as means of distributions.
        shares = numpy.exp(distances[0, place].reshape(4, 8).astype(numpy.float64))
        left, top, right, bottom = (shares / shares.sum(1, keepdims=True) @ numpy.arange(8)) * stride
        y, x = divmod(place, columns)
        x, y = (x + 0.5) * stride, (y + 0.5) * stride
        found.append([(2 * i + 1) % classes, float(scores[0, place].max()), x - left, y - top, x + right, y + bottom])
    nodes = [h.make_node("ReduceMean", ["image"], ["mean"], keepdims=0), h.make_node("Mul", ["mean", "zero"], ["nothing"])]
    nodes += [h.make_node("Add", [f"{kind[0]}{i}", "nothing"], [f"{kind}_{i}"]) for kind in ("scores", "distances") for i in range(4)]
    write(name, nodes, [value("image", T.FLOAT, 1, 3, height, width)], outputs, weights + [const("zero", numpy.float32(0))])
    expected[name] = {"width": width, "height": height, "found": found}


def yolo(name, side, rows):
    rows = numpy.array([rows], numpy.float32)
    nodes = [h.make_node("ReduceMean", ["images"], ["mean"], keepdims=0), h.make_node("Mul", ["mean", "zero"], ["nothing"]), h.make_node("Add", ["rows", "nothing"], ["output0"])]
    write(name, nodes, [value("images", T.FLOAT, 1, 3, side, side)], [value("output0", T.FLOAT, 1, rows.shape[1], 6)], [const("rows", rows), const("zero", numpy.float32(0))],
          metadata=[("names", "{0: 'title', 1: 'plain text', 2: 'abandon', 3: 'figure'}")])


def picture(width, height):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    return ((x * 7 + y * 13 + c * 29 + x * y % 11 * 5) % 256).astype(numpy.float64)


def taps(size, to, weight, reach):
    matrix = numpy.zeros((to, size))
    for i in range(to):
        centre = (i + 0.5) * size / to - 0.5
        for at in range(int(numpy.floor(centre)) - reach + 1, int(numpy.floor(centre)) + reach + 1):
            matrix[i, min(max(at, 0), size - 1)] += weight(abs(centre - at))
    return matrix


def cubic(x, a=-0.75):
    return (a + 2) * x**3 - (a + 3) * x**2 + 1 if x <= 1 else a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a if x < 2 else 0


def resized(image, width, height, weight, reach):
    rows, columns = taps(image.shape[0], height, weight, reach), taps(image.shape[1], width, weight, reach)
    return numpy.clip(numpy.rint(numpy.einsum("ij,jkc,lk->ilc", rows, image, columns)), 0, 255)


def main():
    expected = {}
    linear = lambda x: max(0.0, 1 - x)
    image = picture(37, 53)
    probes = [(0, 0), (1, 5), (10, 3), (20, 31), (31, 20), (31, 31)]
    for name, weight, reach, size, mean, deviation in (
            ("cubic", cubic, 2, (32, 48), *IMAGENET), ("cubic_up", cubic, 2, (80, 64), numpy.zeros(3), numpy.ones(3)), ("linear", linear, 1, (32, 48), *IMAGENET)):
        tensor = (resized(image, *size, weight, reach) / 255 - mean) / deviation
        expected[name] = {"width": size[0], "height": size[1], "values": [[x, y, c, float(tensor[y, x, c])] for x, y in probes for c in range(3)]}
    inner = resized(image, 45, 64, linear, 1) / 255
    boxed = numpy.full((64, 64, 3), 114 / 255)
    boxed[:, 9:54] = inner
    expected["letterbox"] = {"width": 64, "height": 64, "values": [[x, y, c, float(boxed[y, x, c])] for x, y in [(0, 0), (8, 63), (9, 0), (30, 30), (53, 63), (54, 1)] for c in range(3)]}

    # A heading and a table, a second box on the table, a thing that is not sure, rows that fill up; and a picture of the whole page.
    rows = [[0, 0.80, 0.1, 0.1, 0.9, 0.15], [8, 0.85, 0.1, 0.4, 0.9, 0.6], [8, 0.70, 0.1, 0.41, 0.9, 0.6], [2, 0.20, 0.1, 0.7, 0.9, 0.8], [-1, 0, 0, 0, 0, 0], [1, 0.75, 0, 0, 1, 1]]
    paddle("pp-s", 480, rows, shaped=False)
    paddle("pp-l", 640, rows, shaped=True)
    yml = "mode: paddle\ndraw_threshold: 0.5\nGlobal:\n  model_name: small\nPreprocess:\n- interp: 2\n  keep_ratio: false\n  target_size:\n  - 800\n  - 800\n  type: Resize\n- mean:\n  - 0.0\n  - 0.0\n  - 0.0\n  norm_type: none\n  std:\n  - 1.0\n  - 1.0\n  - 1.0\n  type: NormalizeImage\n- type: Permute\nlabel_list:\n- paragraph_title\n- image\n- text\n- number\n- abstract\n- content\n- figure_title\n- formula\n- table\n"
    paddle("pp-v3", 800, rows, shaped=True, columns=7, files=[("inference.yml", yml)])
    paddle("odd", 512, rows, shaped=False)
    paddle("stray", 480, rows + [[40, 0.9, 0.1, 0.8, 0.2, 0.9]], shaped=False)
    heron("heron", [[7, 0.80, 0.1, 0.1, 0.9, 0.15], [8, 0.85, 0.1, 0.4, 0.9, 0.6], [9, 0.9, 0.1, 0.7, 0.9, 0.8]])
    heron("coco", [[0, 0.9, 0.1, 0.1, 0.9, 0.15]], files=[("config.json", '{"id2label": {"0": "cat", "1": "dog"}}')])
    heron("slow", [[0, 0.9, 0.1, 0.1, 0.9, 0.15]], loop=True)
    picodet("picodet", 96, 136, 10, expected)
    yolo("yolo", 64, [[9, 0, 53, 10, 0.9, 0], [20, 20, 40, 40, 0.8, 3], [0, 0, 0, 0, 0, 0]])

    # In points of a page of 612 x 792: what tests of documents write there.
    page = [("Title", 10, 58, 82), ("Caption", 0, 178, 200), ("Table", 8, 238, 276), ("Formula", 2, 318, 340), ("Code", 12, 358, 396), ("Footnote", 1, 698, 720), ("Page-header", 5, 18, 40)]
    heron("page", [[label, 0.9 - 0.02 * i, 60 / 612, top / 792, 560 / 612, bottom / 792] for i, (_, label, top, bottom) in enumerate(page)], tint=False)
    write("other", [h.make_node("Add", ["x", "x"], ["y"])], [value("x", T.FLOAT, 4)], [value("y", T.FLOAT, 4)], [])
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


main()
