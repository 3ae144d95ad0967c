"""Locate: the same answer as REST, for every form of picture, and what its fields do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from PIL import Image

from subjects.landmarks import SECONDS, Landmarker, distance, points
from subjects.service import Service
from support.paths import ROOT
from support.pictures import BOX, SAMPLE, bgr, box, encode, grey, nv12, rgb, sample

STAGES = len(json.loads((ROOT / "models/musica-68-int8/model.json").read_text())["stages"])
# REST rounds to hundredths of a pixel.
ROUNDED = 0.005 + 1e-4
# The same samples; batches of other sizes may add in another order.
EQUAL = 0.001
# Colours of half the resolution, converted twice.
CLOSE = 1.0


def test_jpeg_equals_rest(service: Service, landmarker: Landmarker) -> None:
    jpeg = SAMPLE.read_bytes()
    rest = service.rest.locate(jpeg, [BOX])
    response = landmarker.locate(jpeg, timing=True)

    assert {"name": response.model.name, "version": response.model.version} == rest["model"]
    size = {"width": response.image.width, "height": response.image.height}
    assert size == rest["image"]
    [face], [of_rest] = response.faces, rest["faces"]
    assert distance(points(face), points(of_rest)) <= ROUNDED
    assert face.stages == of_rest["stages"]
    assert landmarker.name("Exit", face.exit).lower() == of_rest["exit"]
    assert landmarker.name("Status", face.status).lower() == of_rest["status"]
    assert face.predicted_error == pytest.approx(of_rest["predictedError"], abs=1e-4)
    assert (face.box.x, face.box.y, face.box.width, face.box.height) == BOX
    assert response.timing.decode > 0
    assert face.timing.execute > 0


def test_faces_keep_the_order_of_their_boxes(service: Service, landmarker: Landmarker) -> None:
    boxes = [(174 + 8 * i, 179 - 8 * i, 292, 281) for i in (3, 0, 2, 1)]
    jpeg = SAMPLE.read_bytes()
    rest = service.rest.locate(jpeg, boxes)["faces"]
    response = landmarker.locate(jpeg, boxes=[box(each) for each in boxes])
    assert [each.box.x for each in response.faces] == [each[0] for each in boxes]
    for face, of_rest in zip(response.faces, rest, strict=True):
        assert distance(points(face), points(of_rest)) <= ROUNDED


def test_no_timing_unless_asked(landmarker: Landmarker) -> None:
    response = landmarker.locate(SAMPLE.read_bytes())
    assert not response.HasField("timing")
    assert not response.faces[0].HasField("timing")


def odd() -> Image.Image:
    """Odd sides: half a pair of chroma is left over."""
    return sample().crop((0, 0, 639, 633))


@pytest.mark.parametrize("gap", [0, 1, 61], ids="gap{}".format)
@pytest.mark.parametrize("layout", [rgb, bgr], ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("picture", [sample, odd], ids=lambda picture: picture.__name__)
def test_colour_samples_equal_png(
    landmarker: Landmarker,
    picture: Callable[[], Image.Image],
    layout: Callable[..., Any],
    gap: int,
) -> None:
    image = picture()
    expected = points(landmarker.locate(encode(image)).faces[0])
    assert distance(points(landmarker.locate(layout(image, gap)).faces[0]), expected) <= EQUAL


@pytest.mark.parametrize("gap", [0, 1, 61], ids="gap{}".format)
def test_grey_samples_equal_png(landmarker: Landmarker, gap: int) -> None:
    image = odd().convert("L")
    expected = points(landmarker.locate(encode(image)).faces[0])
    assert distance(points(landmarker.locate(grey(image, gap)).faces[0]), expected) <= EQUAL


@pytest.mark.parametrize(("gap", "chroma_gap"), [(0, 0), (33, 34), (34, 2)])
@pytest.mark.parametrize("picture", [sample, odd], ids=lambda picture: picture.__name__)
def test_nv12_is_close_to_png(
    landmarker: Landmarker, picture: Callable[[], Image.Image], gap: int, chroma_gap: int
) -> None:
    image = picture()
    expected = points(landmarker.locate(encode(image)).faces[0])
    face = landmarker.locate(nv12(image, gap, chroma_gap)).faces[0]
    assert distance(points(face), expected) <= CLOSE
    assert landmarker.name("Status", face.status) == "ACCEPTED"


@pytest.mark.parametrize(
    ("limits", "stages", "reason"),
    [
        ({"max_stages": 1, "max_error": 0.0001}, 1, "BUDGET"),
        ({"max_stages": 2, "max_error": 0.0001}, 2, "BUDGET"),
        ({"max_error": 0.0001}, STAGES, "EXHAUSTED"),
        ({"max_error": 10}, 1, "CONFIDENT"),
        ({"profile": "fast", "max_error": 0.0001}, STAGES, "EXHAUSTED"),
    ],
)
def test_limits(landmarker: Landmarker, limits: dict[str, Any], stages: int, reason: str) -> None:
    [face] = landmarker.locate(SAMPLE.read_bytes(), limits=limits).faces
    assert (face.stages, landmarker.name("Exit", face.exit)) == (stages, reason)


@pytest.mark.parametrize("profile", ["fast", "balanced", "accurate"])
def test_profile_equals_rest(service: Service, landmarker: Landmarker, profile: str) -> None:
    jpeg = SAMPLE.read_bytes()
    [rest] = service.rest.locate(jpeg, [BOX], profile=profile)["faces"]
    [face] = landmarker.locate(jpeg, limits={"profile": profile}).faces
    assert face.stages == rest["stages"]
    assert distance(points(face), points(rest)) <= ROUNDED


def test_model_and_priority_do_not_change_the_answer(landmarker: Landmarker) -> None:
    jpeg = SAMPLE.read_bytes()
    expected = points(landmarker.locate(jpeg).faces[0])
    fields = {"model": "musica-68-int8", "priority": "PRIORITY_BULK"}
    assert distance(points(landmarker.locate(jpeg, **fields).faces[0]), expected) <= EQUAL


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_image_over_4_mib(landmarker: Landmarker, compression: grpc.Compression) -> None:
    image = sample().resize((1280, 1280))
    boxes = [box(tuple(2 * value for value in BOX))]
    expected = points(landmarker.locate(encode(image), boxes=boxes).faces[0])
    request = landmarker.request(rgb(image), boxes=boxes)
    assert request.ByteSize() > 4 << 20
    response = landmarker.stub.Locate(request, timeout=SECONDS, compression=compression)
    assert distance(points(response.faces[0]), expected) <= EQUAL


def test_1000_concurrent_calls_each_get_their_own_answer(
    service: Service, landmarker: Landmarker
) -> None:
    """Ten pictures a hundred times, mixed: who gets the answer of another has another face."""
    image = sample()
    offsets = [(12 * i, 7 * i) for i in range(10)]
    crops = [image.crop((x, y, x + 500, y + 500)) for x, y in offsets]
    jpegs = [encode(crop, "JPEG", quality=92) for crop in crops]
    boxes = [(BOX[0] - x, BOX[1] - y, *BOX[2:]) for x, y in offsets]
    expected = [
        points(service.rest.locate(jpeg, [each])["faces"][0])
        for jpeg, each in zip(jpegs, boxes, strict=True)
    ]
    requests = [
        landmarker.request(jpeg, boxes=[box(each)])
        for jpeg, each in zip(jpegs, boxes, strict=True)
    ]
    calls = [
        landmarker.stub.Locate.future(requests[number % 10], timeout=SECONDS)
        for number in range(1000)
    ]
    for number, call in enumerate(calls):
        assert distance(points(call.result().faces[0]), expected[number % 10]) <= ROUNDED
