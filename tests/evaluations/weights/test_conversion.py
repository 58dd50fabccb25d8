import json

import numpy as np
import pytest

from evaluations.weights.conversion.e5_q4_file import E5File, dequantise_q4_0
from evaluations.weights.conversion.protobuf_wire import field_bytes
from evaluations.weights.folder_guard import check_folder


def test_a_q4_block_is_decoded_as_scale_times_nibble_minus_eight():
    raw = np.zeros(18, np.uint8)
    raw[:2] = np.frombuffer(np.float16(0.5).tobytes(), np.uint8)
    raw[2] = 0x9F
    weights = dequantise_q4_0(raw)
    assert weights.shape == (32,)
    assert weights[0] == 3.5  # (15 - 8) * 0.5
    assert weights[16] == 0.5  # (9 - 8) * 0.5
    assert weights[1] == -4.0  # (0 - 8) * 0.5


def test_a_field_is_found_behind_fields_of_every_other_kind():
    message = b"\x08\x96\x01" + b"\x11" + b"\0" * 8 + b"\x1d" + b"\0" * 4 + b"\x22\x01x" + b"\x2a\x02hi"
    assert field_bytes(message, 5) == b"hi"
    assert field_bytes(message, 4) == b"x"
    with pytest.raises(KeyError):
        field_bytes(message, 6)


def test_another_file_is_not_read_as_e5(tmp_path):
    (tmp_path / "x.bin").write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ValueError, match="E5S1"):
        E5File(tmp_path / "x.bin")


@pytest.mark.models
def test_the_rebuilt_e5_has_the_sizes_and_vocabulary_of_the_original(e5):
    config = json.loads((e5.folder / "config.json").read_text())
    assert (config["hidden_size"], config["num_hidden_layers"], config["vocab_size"]) == (384, 12, 250037)
    tokenizer = json.loads((e5.folder / "tokenizer.json").read_text())
    assert tokenizer["model"]["type"] == "Unigram"
    assert tokenizer["normalizer"]["normalizers"][0]["type"] == "Precompiled"


@pytest.mark.models
def test_converted_folders_pass_our_own_guard(e5, minilm, smollm):
    for made in (e5, minilm, smollm):
        check_folder(made.folder)


@pytest.mark.models
def test_the_converted_generation_model_keeps_its_chat_format(smollm):
    assert "<|im_start|>" in (smollm.folder / "chat_template.jinja").read_text()
    assert json.loads((smollm.folder / "config.json").read_text())["dtype"] == "bfloat16"
